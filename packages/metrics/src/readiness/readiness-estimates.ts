import type { ReadinessEstimate, ReadinessProcess } from '@sagellm-benchmark/protocol-types/readiness'
import { mean } from '../statistics/mean.js'
import { meanInterval } from '../statistics/mean-interval.js'

type Of = (process: ReadinessProcess) => number | null

const startup =
  (field: keyof ReadinessProcess['startupMetrics']): Of =>
  (process) =>
    process.startupMetrics[field]
const burst =
  (field: 'queueClearedS' | 'burstServedS' | 'burstRecoveryS' | 'waitingPeak'): Of =>
  (process) =>
    process.sloMetrics?.[field] ?? null

/** What is estimated over processes, in the order of its reports. */
const figures: readonly { readonly figure: string; readonly of: Of; readonly ofBurst: boolean }[] = [
  { figure: 'readiness_s', of: startup('readinessS'), ofBurst: false },
  { figure: 'first_token_s', of: startup('firstTokenS'), ofBurst: false },
  { figure: 'first_request_ttft_ms', of: startup('firstRequestTtftMs'), ofBurst: false },
  { figure: 'second_request_ttft_ms', of: startup('secondRequestTtftMs'), ofBurst: false },
  { figure: 'weight_load_s', of: startup('weightLoadS'), ofBurst: false },
  { figure: 'torch_compile_s', of: startup('torchCompileS'), ofBurst: false },
  { figure: 'graph_capture_s', of: startup('graphCaptureS'), ofBurst: false },
  { figure: 'engine_profile_warmup_s', of: startup('engineProfileWarmupS'), ofBurst: false },
  { figure: 'waiting_peak', of: burst('waitingPeak'), ofBurst: true },
  { figure: 'queue_cleared_s', of: burst('queueClearedS'), ofBurst: true },
  { figure: 'burst_served_s', of: burst('burstServedS'), ofBurst: true },
  { figure: 'burst_recovery_s', of: burst('burstRecoveryS'), ofBurst: true },
]

/**
 * Every figure over the processes of one kind: mean with Student's interval (from 5 processes on), and the range. A process that lacks a
 * figure counts in `of` and not in `n`: one that did not recover has no time of recovery, and the mean is then of the others.
 */
export function readinessEstimates(processes: readonly ReadinessProcess[]): ReadinessEstimate[] {
  return (['cold', 'as_found', 'warm'] as const).flatMap((kind) => {
    const own = processes.filter((process) => process.kind === kind)
    return figures.flatMap(({ figure, of, ofBurst }): ReadinessEstimate[] => {
      const asked = ofBurst ? own.filter(({ sloMetrics }) => sloMetrics !== null) : own
      const values = asked.map(of).filter((value) => value !== null)
      const centre = mean(values)
      if (centre === null) return []
      const { low = null, high = null } = meanInterval(values) ?? {}
      const [min, max] = [Math.min(...values), Math.max(...values)]
      return [{ figure, kind, n: values.length, of: asked.length, mean: centre, low, high, min, max }]
    })
  })
}

/** How much shorter warm restarts are than cold starts, in per cent of the latter; negative where they are longer. */
export function improvementPct(estimates: readonly ReadinessEstimate[]): number | null {
  const of = (kind: string) =>
    estimates.find((each) => each.kind === kind && each.figure === 'readiness_s')?.mean ?? null
  const [cold, warm] = [of('cold'), of('warm')]
  return cold === null || warm === null || cold === 0 ? null : (100 * (cold - warm)) / cold
}
