import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { incompleteBeta, logGamma } from './incomplete-beta.js'
import { normalQuantile } from './normal.js'

/**
 * Quantile of Student's t distribution.
 *
 * @param p - share in (0, 1).
 * @param degreesOfFreedom - above 0, need not be whole (Welch's are not); Infinity gives the normal quantile.
 * @throws BenchError `invalid_argument` outside these ranges.
 * @example studentQuantile(0.975, 4) // 2.7764
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw invalidArgument('p', p, 'give a share above 0 and below 1')
  if (!(degreesOfFreedom > 0)) throw invalidArgument('degreesOfFreedom', degreesOfFreedom, 'give a number above 0')
  if (p === 0.5) return 0
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom)
  if (degreesOfFreedom > 1e7) return normalQuantile(p)

  // Newton's steps from the normal quantile, which lies below: the distribution is concave there, so that none of them goes too far.
  const tail = 1 - p
  let t = normalQuantile(p)
  for (let step = 0; step < 100; step++) {
    const move = (upperTail(t, degreesOfFreedom) - tail) / density(t, degreesOfFreedom)
    t += move
    if (!(move > 1e-14 * t)) break
  }
  return t
}

/** Share of Student's t distribution below `t`. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const tail = upperTail(Math.abs(t), degreesOfFreedom)
  return t > 0 ? 1 - tail : tail
}

/** Share beyond a `t` of 0 or more. */
function upperTail(t: number, degreesOfFreedom: number): number {
  const x = degreesOfFreedom / (degreesOfFreedom + t * t)
  return incompleteBeta(x, { a: degreesOfFreedom / 2, b: 0.5 }) / 2
}

function density(t: number, degreesOfFreedom: number): number {
  const half = (degreesOfFreedom + 1) / 2
  const logFactor = logGamma(half) - logGamma(degreesOfFreedom / 2) - Math.log(degreesOfFreedom * Math.PI) / 2
  return Math.exp(logFactor - half * Math.log1p((t * t) / degreesOfFreedom))
}
