import type { PercentileIntervalOptions } from '../../src/statistics/percentile-interval.js'
import type { OpenBounds } from '../../src/statistics/bounds.js'

type Library = {
  normalQuantile(p: number): number
  percentileInterval(sorted: ArrayLike<number>, p: number, options?: PercentileIntervalOptions): OpenBounds | null
  percentileUpperBound(sorted: ArrayLike<number>, p: number, options?: PercentileIntervalOptions): number | null
}

export type CoverageOptions = {
  readonly p: number
  readonly rounds: number
  /** `null`: `rounds` independent values */
  readonly perRound: number | null
  readonly roundSpread?: number
  readonly ownSpread?: number
  readonly phi?: number
  readonly seed: number
  readonly repetitions: number
}

export function percentileCoverage(
  metrics: Library,
  options: CoverageOptions,
): { held: number; open: number; bound: number; bounded: number }
