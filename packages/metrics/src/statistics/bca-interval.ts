import { normalCdf, normalQuantile } from './normal.js'
import { percentile } from './percentile.js'

/** Both ends of an interval, in the unit of the estimate. */
export type Bounds = { readonly low: number; readonly high: number }

export type BcaInput = {
  readonly estimate: number
  /** The estimate on each resample; sorted in place. */
  readonly replicates: Float64Array
  /** From a jackknife: a sixth of the skewness of the estimate. */
  readonly acceleration: number
  readonly confidence: number
}

/**
 * Bias-corrected and accelerated bootstrap interval from finished resamples.
 *
 * Ties with the estimate count half: a percentile repeats itself in many resamples. Where every resample lies on one side, the
 * correction is limited to what that many resamples can show.
 *
 * @see Efron 1987; Efron and Tibshirani 1993, section 14.3
 */
export function bcaInterval({ estimate, replicates, acceleration, confidence }: BcaInput): Bounds {
  replicates.sort()
  let below = 0
  let equal = 0
  for (const replicate of replicates) {
    if (replicate < estimate) below++
    else if (replicate === estimate) equal++
    else break
  }
  const floor = 0.5 / replicates.length
  const share = Math.min(1 - floor, Math.max(floor, (below + equal / 2) / replicates.length))
  const bias = normalQuantile(share)
  const at = (tail: number) => {
    const z = bias + normalQuantile(tail)
    const damped = 1 - acceleration * z
    // Past this point the correction has turned round: the extreme replicate is all that can be said.
    const corrected = damped > 0 ? normalCdf(bias + z / damped) : z > 0 ? 1 : 0
    return percentile(replicates, corrected) as number
  }
  const tail = (1 - confidence) / 2
  return { low: at(tail), high: at(1 - tail) }
}

/** A sixth of the skewness of the jackknife influences, each with how often it occurs. 0 where all are equal. */
export function accelerationOf(influences: readonly { readonly value: number; readonly count: number }[]): number {
  let total = 0
  let n = 0
  for (const { value, count } of influences) {
    total += value * count
    n += count
  }
  let squares = 0
  let cubes = 0
  for (const { value, count } of influences) {
    const distance = total / n - value
    squares += count * distance ** 2
    cubes += count * distance ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}
