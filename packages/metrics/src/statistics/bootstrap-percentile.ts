import { createRandom, type RandomSource, sampleGamma } from '@sagellm-benchmark/protocol-types/random'
import { type Bounds, accelerationOf, bcaInterval } from './bca-interval.js'
import { interpolate, percentile, percentileRank } from './percentile.js'

export type BootstrapOptions = {
  /** @default 0 */
  readonly seed?: number
  /** @default 2000 */
  readonly resamples?: number
  /** @default 0.95 */
  readonly confidence?: number
}

/**
 * BCa bootstrap interval of a type 7 percentile, seeded, in time that hardly grows with the sample.
 *
 * A resample of sorted data is a set of ranks, and the rank at a given place of n uniform draws follows a beta
 * distribution. So the two ranks between which the percentile lies are drawn directly instead of n values each time: the same
 * distribution as resampling in full, not an approximation. The jackknife has three distinct values at most.
 *
 * @param sorted - ascending.
 * @param p - share in [0, 1].
 * @returns `null` below 5 values.
 * @throws BenchError `invalid_argument` when `p` lies outside [0, 1].
 * @see David and Nagaraja 2003, section 2.5 (order statistics of uniforms)
 */
export function bootstrapPercentile(
  sorted: ArrayLike<number>,
  p: number,
  options: BootstrapOptions = {},
): Bounds | null {
  const { seed = 0, resamples = 2000, confidence = 0.95 } = options
  const estimate = percentile(sorted, p)
  if (estimate === null || sorted.length < 5) return null

  const random = createRandom(seed)
  const replicates = new Float64Array(resamples)
  for (let at = 0; at < resamples; at++) replicates[at] = resampledPercentile(sorted, p, random)
  return bcaInterval({ estimate, replicates, acceleration: jackknifeAcceleration(sorted, p), confidence })
}

function resampledPercentile(sorted: ArrayLike<number>, p: number, random: RandomSource): number {
  const n = sorted.length
  const { below, above, weight } = percentileRank(n, p)
  const low = betaDraw(below + 1, n - below, random)
  // Of the n - below - 1 draws above `low`, the smallest.
  const high = above === below ? low : 1 - (1 - low) * random.uniform() ** (1 / (n - above))
  return interpolate(valueAt(sorted, low), valueAt(sorted, high), weight)
}

function valueAt(sorted: ArrayLike<number>, place: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(place * sorted.length))] as number
}

function betaDraw(a: number, b: number, random: RandomSource): number {
  const x = sampleGamma(a, random)
  return x / (x + sampleGamma(b, random))
}

/** Leaving out a value shifts both, one or none of the two neighbours of the percentile: three cases, counted. */
function jackknifeAcceleration(sorted: ArrayLike<number>, p: number): number {
  const n = sorted.length
  const { below, above, weight } = percentileRank(n - 1, p)
  const between = (low: number, high: number) => interpolate(sorted[low] as number, sorted[high] as number, weight)
  return accelerationOf([
    { value: between(below + 1, above + 1), count: below + 1 },
    { value: between(below, above + 1), count: above - below },
    { value: between(below, above), count: n - 1 - above },
  ])
}
