import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { PlacedFigure } from '@sagellm-benchmark/protocol-types/metrics'
import type { RatioEstimate } from '../comparison/ratio-estimate.js'
import { startsOf } from '../rows/row-of-starts.js'
import { mean } from '../statistics/mean.js'
import { normalQuantile } from '../statistics/normal.js'
import type { PerfPair } from './perf-pairs.js'

/** Degrees of freedom of an error that is taken as known. */
export const LARGE_SAMPLE = 1e6

type Side = keyof PerfPair
type RowFigure = Pick<PlacedFigure<'row'>, 'metricField' | 'metric'>

/**
 * How far the geometric mean of one figure over some rows has moved, current over baseline, and its error.
 *
 * Where one side was started several times, the error is that of the starts: their spread, pooled over both sides, with a degree of freedom a
 * start less one a side. What a start does to all rows at once counts once. Else only the noise within each run is known.
 *
 * @returns `null` where not even that is known.
 */
export function rowEstimate(pairs: readonly PerfPair[], figure: RowFigure): RatioEstimate | null {
  const [before, after] = [logsOfStarts(pairs, 'baseline', figure), logsOfStarts(pairs, 'current', figure)]
  if (before === null || after === null) return null
  const logRatio = (mean(after) as number) - (mean(before) as number)
  const degreesOfFreedom = before.length + after.length - 2
  if (degreesOfFreedom < 1) return withinRuns(pairs, figure, logRatio)
  const spread = Math.sqrt((squaresAround(before) + squaresAround(after)) / degreesOfFreedom)
  const standardError = spread * Math.sqrt(1 / before.length + 1 / after.length)
  return { logRatio, standardError, degreesOfFreedom, n: Math.min(before.length, after.length), ...unpaired }
}

/** The spread of the starts of one side or both about their means, on the logarithmic scale: 0.05 is 5 %. `null`: one start each. */
export function spreadOfStarts(pairs: readonly PerfPair[], figure: RowFigure): number | null {
  const estimate = rowEstimate(pairs, figure)
  const sides = (['baseline', 'current'] as const).map((side) => logsOfStarts(pairs, side, figure)?.length ?? 0)
  if (!estimate || estimate.degreesOfFreedom === LARGE_SAMPLE) return null
  return estimate.standardError / Math.sqrt(sides.reduce((sum, starts) => sum + 1 / starts, 0))
}

const unpaired = { series: [], dependence: null }

/** Of each start: the mean over the rows of the logarithm of the figure. `null` where a row lacks it, or the rows had different starts. */
function logsOfStarts(pairs: readonly PerfPair[], side: Side, { metricField }: RowFigure): number[] | null {
  const rows = pairs.map((pair) => startsOf(pair[side]).map((start) => start[metricField]))
  const starts = rows[0]?.length ?? 0
  if (starts === 0 || rows.some((row) => row.length !== starts)) return null
  if (rows.some((row) => row.some((value) => value === null || !(value > 0)))) return null
  return Array.from({ length: starts }, (_, at) => mean(rows.map((row) => Math.log(row[at] as number))) as number)
}

function squaresAround(values: readonly number[]): number {
  const centre = mean(values) as number
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
}

/** The rounds of one run say how well it knows itself, and nothing of what the next run would be. */
function withinRuns(pairs: readonly PerfPair[], figure: RowFigure, logRatio: number): RatioEstimate | null {
  let squares = 0
  for (const { baseline, current } of pairs)
    for (const row of [baseline, current]) {
      const error = relativeError(row, figure)
      if (error === null) return null
      squares += error ** 2
    }
  return {
    logRatio,
    standardError: Math.sqrt(squares) / pairs.length,
    degreesOfFreedom: LARGE_SAMPLE,
    n: 1,
    ...unpaired,
  }
}

function relativeError({ intervals }: E2ePerfRow, { metric: { wire } }: RowFigure): number | null {
  const interval = intervals[wire]
  if (!interval || interval.low === null || interval.high === null || !interval.value) return null
  return (interval.high - interval.low) / 2 / interval.value / normalQuantile(0.975)
}
