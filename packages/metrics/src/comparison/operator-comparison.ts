import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { OperatorComparison, OperatorMeasurement } from '@sagellm-benchmark/protocol-types/performance'
import { mean } from '../statistics/mean.js'
import { sectionedInterval } from '../statistics/sectioned-interval.js'
import { pairedRatio, ratioInterval } from './ratio-estimate.js'

export type OperatorPeaks = {
  /** Measured peak of arithmetic, 10^9 operations a second. */
  readonly gflops: number | null
}

/**
 * The row of one operator: mean times with intervals, how many times faster the fused form is, and what it reaches of the machine.
 *
 * The ratio is one of means over pairs taken next to each other. Where the two forms do not compute the same there is no speed-up:
 * the row is flagged `not_equal`. Below 5 samples there are no intervals.
 *
 * @example operatorComparison(measurement, { gflops: 120 }).speedup
 */
export function operatorComparison(measured: OperatorMeasurement, peaks: OperatorPeaks): OperatorComparison {
  const { baselineMs, optimizedMs, flops, bytes, peakGbPerS, equal } = measured
  const baselineTimeMs = mean(baselineMs) as number
  const optimizedTimeMs = mean(optimizedMs) as number
  const arithmetic = share(flops / (optimizedTimeMs * 1e6), peaks.gflops)
  const memory = share(bytes / (optimizedTimeMs * 1e6), peakGbPerS)
  const bound = arithmetic === null && memory === null ? null : (arithmetic ?? 0) >= (memory ?? 0)
  return {
    baselineName: measured.baselineName,
    optimizedName: measured.optimizedName,
    baselineTimeMs,
    optimizedTimeMs,
    speedup: equal ? baselineTimeMs / optimizedTimeMs : null,
    timeSavedMs: equal ? baselineTimeMs - optimizedTimeMs : null,
    timeSavedPct: equal ? (100 * (baselineTimeMs - optimizedTimeMs)) / baselineTimeMs : null,
    baselineMemoryMb: null,
    optimizedMemoryMb: null,
    operator: measured.operator,
    shape: measured.shape,
    baselineTime: timeInterval(baselineMs, baselineTimeMs),
    optimizedTime: timeInterval(optimizedMs, optimizedTimeMs),
    speedupInterval: equal ? speedupInterval(measured, baselineTimeMs / optimizedTimeMs) : null,
    maxAbsDifference: measured.maxAbsDifference,
    maxRelDifference: measured.maxRelDifference,
    tolerance: measured.tolerance,
    equal,
    baselineGflops: flops / (baselineTimeMs * 1e6),
    optimizedGflops: flops / (optimizedTimeMs * 1e6),
    baselineGbPerS: bytes / (baselineTimeMs * 1e6),
    optimizedGbPerS: bytes / (optimizedTimeMs * 1e6),
    optimizedPeakShare: bound === null ? null : bound ? arithmetic : memory,
    optimizedBound: bound === null ? null : bound ? 'arithmetic' : 'memory',
    peakGbPerS,
    baselineSamplesMs: baselineMs,
    optimizedSamplesMs: optimizedMs,
    callsPerSample: measured.callsPerSample,
    flags: equal ? [] : ['not_equal'],
  }
}

function share(value: number, peak: number | null): number | null {
  return peak === null ? null : value / peak
}

function timeInterval(samples: readonly number[], value: number): Interval {
  const bounds = sectionedInterval(samples, { value })
  const method = bounds ? 'rounds' : null
  return { value, low: bounds?.low ?? null, high: bounds?.high ?? null, n: samples.length, method }
}

function speedupInterval({ baselineMs, optimizedMs }: OperatorMeasurement, value: number): Interval {
  // How much slower the reference is than the fused form: the reference takes the candidate's place.
  const pairs = optimizedMs.map((each, at) => ({ baseline: each, candidate: baselineMs[at] as number }))
  const estimate = pairedRatio(pairs)
  if (!estimate) return { value, low: null, high: null, n: pairs.length, method: null }
  return { value, ...ratioInterval(estimate), n: pairs.length, method: 'rounds' }
}
