import { mean } from '../statistics/mean.js'
import { sampleStd } from '../statistics/population-std.js'
import { laggedCorrelation } from '../statistics/autocorrelation.js'
import {
  FEWEST_FOR_MIXTURE,
  type MeanMixture,
  meanMixtures,
  mixtureInterval,
  mixtureP,
} from '../statistics/dependent-mean.js'
import { studentCdf, studentQuantile } from '../statistics/student-quantile.js'

/** Rounds below which no interval is given. */
export const FEWEST_ROUNDS = 5

/** The ratio of two means of round statistics, with its error on the logarithmic scale. */
export type RatioEstimate = {
  readonly logRatio: number
  readonly standardError: number
  readonly degreesOfFreedom: number
  /** Rounds, or pairs of rounds, behind it. */
  readonly n: number
  /** The log ratio of each pair, in the order of the rounds; empty where the rounds are no pairs. */
  readonly series: readonly number[]
  /** What it is judged by where its rounds may depend on one another. `null`: Student's t of independent rounds. */
  readonly dependence: UnderDependence | null
}

/** Mixtures that all have to agree, and the 95 % interval of the log ratio by all of them. */
type UnderDependence = { readonly mixtures: readonly MeanMixture[]; readonly low: number; readonly high: number }

/**
 * Ratio of the candidate's mean to the baseline's over paired rounds: same requests, measured next to each other.
 *
 * The mean of a ratio of two averages moves, to first order, by `candidate / mean - baseline / mean` of a round; the spread of that
 * difference over the rounds is the error. What a round does to both sides cancels, and what it does to all its requests counts
 * once, so that correlation inside a round is no flaw.
 *
 * @param pairs - values above 0.
 * @returns `null` below 5 pairs.
 * @see Cochran 1977, section 6.4 (ratio estimator)
 */
export function pairedRatio(pairs: readonly { baseline: number; candidate: number }[]): RatioEstimate | null {
  const n = pairs.length
  if (n < FEWEST_ROUNDS) return null
  const baseline = mean(pairs.map((pair) => pair.baseline)) as number
  const candidate = mean(pairs.map((pair) => pair.candidate)) as number
  const moves = pairs.map((pair) => pair.candidate / candidate - pair.baseline / baseline)
  const logRatio = Math.log(candidate / baseline)
  return {
    logRatio,
    standardError: (sampleStd(moves) as number) / Math.sqrt(n),
    degreesOfFreedom: n - 1,
    n,
    series: moves.map((move) => logRatio + move),
    dependence: null,
  }
}

/**
 * The same estimates, judged by how far their rounds depend on one another: from 12 pairs on, metrics of equally many pairs together.
 *
 * @returns in the order given.
 */
export function underDependence(estimates: readonly (RatioEstimate | null)[]): (RatioEstimate | null)[] {
  const noisy = estimates.filter(isNoisy)
  const groups = new Set(noisy.map(({ n }) => n))
  const judged = new Map<RatioEstimate | null, RatioEstimate>()
  for (const size of groups) {
    const group = noisy.filter(({ n }) => n === size)
    const mixtures = meanMixtures(group.map(({ series }) => series))
    group.forEach((each, at) => judged.set(each, withMixtures(each, mixtures[at] as (typeof mixtures)[number])))
  }
  return estimates.map((each) => judged.get(each) ?? each)
}

function isNoisy(estimate: RatioEstimate | null): estimate is RatioEstimate {
  return estimate !== null && estimate.series.length >= FEWEST_FOR_MIXTURE && estimate.standardError >= NOTHING
}

function withMixtures(
  estimate: RatioEstimate,
  { own, pooled }: { own: MeanMixture; pooled: MeanMixture },
): RatioEstimate {
  const mixtures = [own, pooled]
  const intervals = mixtures.map((mixture) => mixtureInterval(mixture, 0.95))
  const low = Math.min(estimate.logRatio, ...intervals.map((each) => each.low))
  const high = Math.max(estimate.logRatio, ...intervals.map((each) => each.high))
  // What plans further rounds goes by one error: that of an interval as wide as this one.
  const standardError = (high - low) / 2 / studentQuantile(0.975, estimate.degreesOfFreedom)
  return { ...estimate, standardError, dependence: { mixtures, low, high } }
}

/** How far the rounds depend on their neighbours: the mean over the metrics; `null` where fewer than 12 pairs say it. */
export function roundDependence(estimates: readonly (RatioEstimate | null)[]): number | null {
  const known = estimates.filter(isNoisy)
  return known.length === 0 ? null : mean(known.map(({ series }) => laggedCorrelation(series)))
}

/**
 * The same ratio where the rounds were not measured next to each other: both errors count in full, and a drift between the captures goes unseen.
 *
 * @returns `null` where a side has fewer than 5 rounds.
 * @see Welch 1947 (degrees of freedom)
 */
export function unpairedRatio(baseline: readonly number[], candidate: readonly number[]): RatioEstimate | null {
  const n = Math.min(baseline.length, candidate.length)
  if (n < FEWEST_ROUNDS) return null
  const [a, b] = [relativeError(baseline), relativeError(candidate)]
  const variance = a.squared + b.squared
  const spread = a.squared ** 2 / (baseline.length - 1) + b.squared ** 2 / (candidate.length - 1)
  return {
    logRatio: Math.log(b.mean / a.mean),
    standardError: Math.sqrt(variance),
    degreesOfFreedom: spread === 0 ? baseline.length + candidate.length - 2 : variance ** 2 / spread,
    n,
    series: [],
    dependence: null,
  }
}

function relativeError(values: readonly number[]): { mean: number; squared: number } {
  const centre = mean(values) as number
  return { mean: centre, squared: ((sampleStd(values) as number) / centre) ** 2 / values.length }
}

/** The 95 % interval of the ratio: 1.1 is 10 % more than the baseline. */
export function ratioInterval(estimate: RatioEstimate): { readonly low: number; readonly high: number } {
  const { low, high } = estimate.dependence ?? independentInterval(estimate)
  return { low: Math.exp(low), high: Math.exp(high) }
}

function independentInterval({ logRatio, standardError, degreesOfFreedom }: RatioEstimate) {
  const half = studentQuantile(0.975, degreesOfFreedom) * standardError
  return { low: logRatio - half, high: logRatio + half }
}

/** Two-sided p of "there is no difference". */
export function differenceP(estimate: RatioEstimate): number {
  if (estimate.standardError < NOTHING) return Math.abs(estimate.logRatio) < NOTHING ? 1 : 0
  return pOf(estimate, 0)
}

/**
 * Two-sided p of "the difference is at least the margin": small where both one-sided tests reject.
 *
 * Doubled, so that it is below 0.05 exactly where the 95 % interval lies inside the margin.
 *
 * @param margin - 0.03 for 1/1.03 to 1.03.
 * @see Schuirmann 1987 (TOST)
 */
export function equivalenceP(estimate: RatioEstimate, margin: number): number {
  const end = Math.log1p(margin)
  if (Math.abs(estimate.logRatio) >= end) return 1
  if (estimate.standardError < NOTHING) return 0
  return Math.max(pOf(estimate, end), pOf(estimate, -end))
}

/** Two-sided p of "the logarithm of the ratio is `value`". */
function pOf({ logRatio, standardError, degreesOfFreedom, dependence }: RatioEstimate, value: number): number {
  if (dependence) return Math.max(...dependence.mixtures.map((mixture) => mixtureP(mixture, value)))
  return 2 * studentCdf(-Math.abs(logRatio - value) / standardError, degreesOfFreedom)
}

/**
 * Two-sided p of "the difference is at most the margin": small where it is shown to matter, as a 95 % interval beyond the margin shows it.
 *
 * @param margin - 0.03 for 1/1.03 to 1.03.
 */
export function beyondMarginP(estimate: RatioEstimate, margin: number): number {
  const end = Math.log1p(margin)
  if (Math.abs(estimate.logRatio) <= end) return 1
  if (estimate.standardError < NOTHING) return 0
  return pOf(estimate, Math.sign(estimate.logRatio) * end)
}

/** Rounding of identical rounds, far below anything a clock can show. */
const NOTHING = 1e-12
