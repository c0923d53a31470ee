/**
 * Regularised incomplete beta function I_x(a, b): the distribution function of a beta variable, and through it those of
 * Student's t and the binomial.
 *
 * @param x - in [0, 1].
 * @param shape - `a` and `b`, both above 0.
 * @see Abramowitz and Stegun 26.5.8 (continued fraction, evaluated by Lentz's method)
 * @example incompleteBeta(0.5, { a: 2, b: 2 }) // 0.5
 */
export function incompleteBeta(x: number, { a, b }: { a: number; b: number }): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast only on the left of the mean; the right side is the mirrored left side.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, { a: b, b: a })
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return (front * fraction(x, a, b)) / a
}

const TINY = 1e-300
const notZero = (value: number) => (Math.abs(value) < TINY ? TINY : value)

function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1))
  let result = d
  // The number of terms grows with the root of the larger shape; the limit serves samples of 10^9.
  for (let m = 1; m < 200_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / notZero(1 + even * d)
    c = notZero(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / notZero(1 + odd * d)
    c = notZero(1 + odd / c)
    result *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return result
}

/** Lanczos coefficients for g = 7, n = 9 (Godfrey). */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Natural logarithm of the gamma function for `x > 0`. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const t = x + 6.5
  let series = lanczos[0] as number
  for (let at = 1; at < lanczos.length; at++) series += (lanczos[at] as number) / (x - 1 + at)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series)
}
