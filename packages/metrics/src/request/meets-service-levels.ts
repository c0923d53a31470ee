import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { requestMetrics } from './request-metrics.js'

/**
 * Whether a request met every stated limit.
 *
 * TTFT is judged from the scheduled arrival, which in closed-loop load is the start: under open load a request that waited in a
 * queue kept its user waiting. An answer of one token has no time between tokens and is not judged on it.
 *
 * @returns `false` for a failed request; `null` where a value needed for the judgement is not known.
 * @example meetsServiceLevels(record, [{ metric: 'ttft_ms', maxMs: 200 }])
 */
export function meetsServiceLevels(record: RequestRecord, levels: readonly ServiceLevel[]): boolean | null {
  if (record.errorClass !== null) return false
  const metrics = requestMetrics(record)
  const oneToken = record.outputTokens === 1
  let unknown = false
  for (const { metric, maxMs } of levels) {
    if (oneToken && (metric === 'tbt_ms' || metric === 'tpot_ms')) continue
    const value = metrics[fieldOf[metric]]
    if (value === null) unknown = true
    else if (value > maxMs) return false
  }
  return unknown ? null : true
}

const fieldOf = {
  ttft_ms: 'ttftFromScheduleMs',
  ttft_from_schedule_ms: 'ttftFromScheduleMs',
  tbt_ms: 'tbtMs',
  tpot_ms: 'tpotMs',
  e2e_latency_ms: 'e2eLatencyMs',
} as const
