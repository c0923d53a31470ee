import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { startsOf } from '../rows/row-of-starts.js'
import { mean } from '../statistics/mean.js'
import { sampleStd } from '../statistics/population-std.js'
import { studentCdf, studentQuantile } from '../statistics/student-quantile.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import { type Change, type ChangeNoise, noiseOfShares } from './judge-change.js'
import type { PerfPair } from './perf-pairs.js'

type Counts = { readonly failed: number; readonly requests: number }

/**
 * How the share of failed requests over some rows has changed. Its noise is the wider of two: failures of single requests (Newcombe), and,
 * where a side was started several times, the spread of the starts.
 */
export function failureChange(pairs: readonly PerfPair[]): Change {
  const before = pairs.map(({ baseline }) => baseline)
  const after = pairs.map(({ current }) => current)
  const [a, b] = [countsOf(before), countsOf(after)]
  const [inA, inB] = [wilsonInterval(a.failed, { n: a.requests }), wilsonInterval(b.failed, { n: b.requests })]
  const values = { before: inA && a.failed / a.requests, after: inB && b.failed / b.requests }
  if (!inA || !inB) return { ...values, noise: null }
  const single = noiseOfShares({ value: values.before as number, ...inA }, { value: values.after as number, ...inB })
  const starts = noiseOfStarts(sharesOfStarts(before), sharesOfStarts(after))
  return { ...values, noise: starts === null || starts.p < single.p ? single : starts }
}

function countsOf(rows: readonly Pick<E2ePerfRow, 'successfulRequests' | 'failedRequests'>[]): Counts {
  const known = rows.filter((row) => row.successfulRequests !== null && row.failedRequests !== null)
  const failed = known.reduce((sum, row) => sum + (row.failedRequests as number), 0)
  return { failed, requests: known.reduce((sum, row) => sum + (row.successfulRequests as number), failed) }
}

function sharesOfStarts(rows: readonly E2ePerfRow[]): number[] {
  const starts = Math.min(...rows.map((row) => startsOf(row).length))
  return Array.from({ length: starts }, (_, at) => {
    const { failed, requests } = countsOf(rows.flatMap((row) => startsOf(row)[at] ?? []))
    return requests === 0 ? 0 : failed / requests
  })
}

/** Student's t with the spread pooled over both sides; `null` where no side was started twice, or no start differs from another. */
function noiseOfStarts(before: readonly number[], after: readonly number[]): ChangeNoise | null {
  const degreesOfFreedom = before.length + after.length - 2
  if (degreesOfFreedom < 1) return null
  const squares = [before, after].map((side) => (sampleStd(side) ?? 0) ** 2 * (side.length - 1))
  const spread = Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / degreesOfFreedom)
  if (spread === 0) return null
  const error = spread * Math.sqrt(1 / before.length + 1 / after.length)
  const difference = (mean(after) as number) - (mean(before) as number)
  const half = studentQuantile(0.975, degreesOfFreedom) * error
  return {
    lowPct: 100 * (difference - half),
    highPct: 100 * (difference + half),
    p: 2 * studentCdf(-Math.abs(difference) / error, degreesOfFreedom),
  }
}
