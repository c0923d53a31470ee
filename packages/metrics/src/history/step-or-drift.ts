import { laggedCorrelation } from '../statistics/autocorrelation.js'
import { studentTails } from '../statistics/student-tail.js'
import { medianOf, robustSigma } from './robust-noise.js'

/** Residuals count up to so many standard deviations, so that a single outlier decides nothing. */
const CLIP = 3

/** What is left of the values once the median of each level is taken out. @param starts - places at which levels begin, 0 among them. */
export function levelResiduals(values: readonly number[], starts: readonly number[]): number[] {
  return starts.flatMap((from, at) => {
    const part = values.slice(from, starts[at + 1] ?? values.length)
    const level = medianOf(part)
    return part.map((value) => value - level)
  })
}

/** A straight line through the values at places 0, 1, 2, ... */
export type Line = { readonly slope: number; readonly residuals: readonly number[] }

/** The line of Theil and Sen: its slope is the median of the slopes of all pairs. */
function robustLine(values: readonly number[]): Line {
  const slopes: number[] = []
  for (let a = 0; a < values.length; a++)
    for (let b = a + 1; b < values.length; b++) slopes.push(((values[b] as number) - (values[a] as number)) / (b - a))
  const slope = slopes.length === 0 ? 0 : medianOf(slopes)
  const rest = values.map((value, at) => value - slope * at)
  const start = medianOf(rest)
  return { slope, residuals: rest.map((value) => value - start) }
}

/**
 * The line, where a level that moves evenly explains the series better than levels with changes between (Bayesian information criterion, with
 * residuals clipped at 3 standard deviations); `null` where the levels do.
 *
 * @param starts - places at which the levels begin, 0 among them.
 */
export function betterLine(values: readonly number[], starts: readonly number[]): Line | null {
  const line = robustLine(values)
  const steps = levelResiduals(values, starts)
  const sigma = Math.min(robustSigma(steps, starts.length) ?? 0, robustSigma(line.residuals, 2) ?? 0)
  if (sigma === 0) return sumOfSquares(line.residuals) < sumOfSquares(steps) ? line : null
  const criterion = (residuals: readonly number[], fitted: number) =>
    values.length * Math.log(clippedSquares(residuals, sigma) / values.length) + fitted * Math.log(values.length)
  // The places of the changes are not counted: two levels and a line have two values each, and neither is favoured.
  return criterion(line.residuals, 2) < criterion(steps, starts.length) ? line : null
}

/**
 * Chance of a slope like that of the line by noise in which neighbours resemble one another as its residuals do: Student's t, divided by the
 * error of a mean under their lag-1 correlation.
 */
export function slopeChance({ slope, residuals }: Line): number {
  const n = residuals.length
  const sigma = robustSigma(residuals, 2)
  if (sigma === null || n < 3 || slope === 0) return 1
  const correlation = Math.min(0.95, Math.max(0, laggedCorrelation(residuals)))
  const error = sigma / Math.sqrt((n * (n * n - 1)) / 12)
  const t = (Math.abs(slope) / error) * Math.sqrt((1 - correlation) / (1 + correlation))
  return studentTails(Math.min(LARGEST, t), n - 2)
}

/** No t is larger: what has no noise at all would be infinitely so. */
const LARGEST = 1e6

/** Sum of the squares, none of which counts more than that of 3 standard deviations. */
export function clippedSquares(residuals: readonly number[], sigma: number): number {
  return residuals.reduce((sum, each) => sum + Math.min(each * each, (CLIP * sigma) ** 2), 0)
}

export function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each * each, 0)
}
