import { incompleteBeta } from './incomplete-beta.js'

/** Probability of at most `k` successes in `n` trials of probability `p`. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return incompleteBeta(1 - p, { a: n - k, b: k + 1 })
}
