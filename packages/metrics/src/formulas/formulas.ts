import type { MetricField, MetricName } from '@sagellm-benchmark/protocol-types/metrics'
import type { Compute, MeasuredPart, RequestValues, WholeRun } from './compute.js'

const tbt = perRequest(({ tbtMs }) => tbtMs)

/** The computation of every metric of the catalogue; `formula` there says the same in words. A metric without one does not compile. */
export const formulas = {
  ttft_ms: perRequest(({ firstTokenAt, startAt }) => firstTokenAt - startAt),
  tbt_ms: tbt,
  // (e2e - ttft) / (tokens - 1) is the same difference of stamps: computed once, so that no rounding parts the two names.
  tpot_ms: tbt,
  itl_ms: { per: 'chunk' },
  e2el_ms: perRequest(e2eLatencyMs),
  ttft_from_schedule_ms: perRequest(({ firstTokenAt, scheduledAt }) => firstTokenAt - scheduledAt),
  ttfo_ms: perRequest(({ firstOutputAt, startAt }) => firstOutputAt - startAt),

  throughput_tps: perRequest((request) => {
    const ms = e2eLatencyMs(request)
    return ms > 0 ? request.outputTokens / (ms / 1000) : Number.NaN
  }),
  output_throughput_tps: perPart((part) => perSecond(part.knownOutputTokens, part)),
  steady_output_throughput_tps: perRun(({ steady }) => steady.tps),
  input_throughput_tps: perPart((part) => perSecond(part.knownInputTokens, part)),
  total_throughput_tps: perPart((part) => {
    const { knownInputTokens: input, knownOutputTokens: output } = part
    return perSecond(input === null || output === null ? null : input + output, part)
  }),
  request_throughput_rps: perPart((part) => perSecond(part.counts.ok, part)),
  // Tokens that all shared one stamp have no pace.
  output_tokens_per_second_per_user: perRequest(({ tbtMs }) => (tbtMs > 0 ? 1000 / tbtMs : Number.NaN)),

  goodput_rps: perPart((part) => perSecond(isMostlyJudged(part) ? part.good : null, part)),
  slo_attainment: shareOf(({ good }) => good, judgedOf),
  error_rate: shareOf(({ counts }) => counts.failed, endedOf),

  avg_concurrency: perRun(({ concurrency }) => concurrency.average),
  peak_concurrency: perRun(({ concurrency }) => concurrency.peak),
  requested_rate_rps: perRun(({ requestedRateRps }) => requestedRateRps),
  achieved_rate_rps: perRun(({ requestedRateRps, startRateRps }) => (requestedRateRps === null ? null : startRateRps)),
  coalesced_share: perRun(({ coalescedShare }) => coalescedShare),
  silent_first_token_share: perRun(({ silentFirstTokenShare }) => silentFirstTokenShare),
  tbt_left_out_share: perRun(({ tbtLeftOutShare }) => tbtLeftOutShare),
  tbt_unusable_share: perRun(({ tbtUnusableShare }) => tbtUnusableShare),

  peak_mem_mb: { per: 'engine' },
  total_kv_used_tokens: { per: 'engine' },
  total_kv_used_bytes: { per: 'engine' },
  avg_prefix_hit_rate: { per: 'engine' },
  total_evict_count: { per: 'engine' },
  total_evict_ms: { per: 'engine' },
  avg_spec_accept_rate: { per: 'engine' },
  // No energy counter is read yet: it is not known, which is not 0.
  energy_per_output_token_j: perRun(() => null),
} as const satisfies Record<MetricName, Compute>

type EngineMetric = {
  [Name in MetricName]: (typeof formulas)[Name] extends { per: 'engine' } ? Name : never
}[MetricName]

/** What the engine said about itself over the run: `peakMemMb` and so on. */
export type EngineMetricValues = Record<MetricField<EngineMetric>, number | null>

function perRequest(value: (request: RequestValues) => number) {
  return { per: 'request', value } as const
}

function perPart(value: (part: MeasuredPart) => number | null) {
  return { per: 'part', value } as const
}

/** A share of the requests that `of` counts: its interval rests on that many, too. */
function shareOf(count: (part: MeasuredPart) => number | null, of: (part: MeasuredPart) => number) {
  const value = (part: MeasuredPart) => {
    const counted = count(part)
    return counted === null || of(part) === 0 ? null : counted / of(part)
  }
  return { per: 'part', value, of } as const
}

function perRun(value: (run: WholeRun) => number | null) {
  return { per: 'run', value } as const
}

function e2eLatencyMs({ lastTokenAt, startAt }: RequestValues): number {
  return lastTokenAt - startAt
}

function perSecond(total: number | null, { seconds }: MeasuredPart): number | null {
  return total === null || seconds === null ? null : total / seconds
}

/** A rate of good requests is too low by those that could not be judged: beyond one in twenty it is not known. */
function isMostlyJudged(part: MeasuredPart): boolean {
  return 20 * (part.unjudged ?? 0) <= endedOf(part)
}

/** What the run itself cut off neither succeeded nor failed. */
export function endedOf({ counts }: MeasuredPart): number {
  return counts.ok + counts.failed
}

/** Those that ended, less the answers that no service level could judge. */
function judgedOf(part: MeasuredPart): number {
  return endedOf(part) - (part.unjudged ?? 0)
}
