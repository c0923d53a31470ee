import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { formulas } from '../formulas/formulas.js'
import { requestValues } from './request-values.js'
import { stepsByChoice } from './steps-by-choice.js'

/** What one request comes to, in ms and tokens per second. `null`: not known. */
export type RequestMetrics = {
  readonly ttftMs: number | null
  readonly ttfoMs: number | null
  readonly ttftFromScheduleMs: number | null
  /** The load generator's own lateness: known for failed requests too. */
  readonly queueDelayMs: number
  readonly e2eLatencyMs: number | null
  readonly tbtMs: number | null
  readonly tpotMs: number | null
  readonly itlMs: readonly number[]
  readonly throughputTps: number | null
}

/**
 * The metrics of one request, by the formulas of docs/metrics.md.
 *
 * A failed request has no latency and no throughput. Without a trusted token count there is no TBT and no throughput. A
 * single read shows no time between tokens, however many tokens were in it: TBT is `null` there, not 0.
 *
 * @example requestMetrics(record).ttftMs // 41.2
 */
export function requestMetrics(record: RequestRecord): RequestMetrics {
  const queueDelayMs = record.startAt - record.scheduledAt
  if (record.errorClass !== null) return { ...nothing, queueDelayMs }

  const values = requestValues(record)
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  return {
    ttftMs: known(formulas.ttft_ms.value(values)),
    ttfoMs: known(formulas.ttfo_ms.value(values)),
    ttftFromScheduleMs: known(formulas.ttft_from_schedule_ms.value(values)),
    queueDelayMs,
    e2eLatencyMs: known(formulas.e2el_ms.value(values)),
    tbtMs: known(formulas.tbt_ms.value(values)),
    tpotMs: known(formulas.tpot_ms.value(values)),
    itlMs: stepsByChoice(record).flatMap(gapsBetween),
    throughputTps: known(formulas.throughput_tps.value(values)),
  }
}

function gapsBetween(stamps: readonly number[]): number[] {
  const gaps: number[] = []
  for (let at = 1; at < stamps.length; at++) gaps.push((stamps[at] as number) - (stamps[at - 1] as number))
  return gaps
}

const nothing = {
  ttftMs: null,
  ttfoMs: null,
  ttftFromScheduleMs: null,
  e2eLatencyMs: null,
  tbtMs: null,
  tpotMs: null,
  itlMs: [],
  throughputTps: null,
} as const
