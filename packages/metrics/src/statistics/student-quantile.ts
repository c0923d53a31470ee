import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { incompleteBeta } from './incomplete-beta.js'
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

  let high = 2
  while (studentCdf(high, degreesOfFreedom) < p) high *= 2
  let low = 0
  // Bisection: 200 halvings are exact for any tail, and this is nowhere on a hot path.
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2
    if (studentCdf(middle, degreesOfFreedom) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Share of Student's t distribution below `t`. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const x = degreesOfFreedom / (degreesOfFreedom + t * t)
  const tail = incompleteBeta(x, { a: degreesOfFreedom / 2, b: 0.5 }) / 2
  return t > 0 ? 1 - tail : tail
}
