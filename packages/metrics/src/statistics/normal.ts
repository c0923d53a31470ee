/**
 * Standard normal distribution function, accurate to about 1e-15 in the middle and relatively in the tails.
 *
 * @see Abramowitz and Stegun 26.2.10 (series) and 26.2.14 (continued fraction)
 * @example normalCdf(1.959963984540054) // 0.975
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  if (z > 0) return 1 - normalCdf(-z)
  if (z < -38) return 0
  return z > -3 ? 0.5 - bodySeries(-z) : tailFraction(-z)
}

/**
 * Inverse of `normalCdf`: the z that a share `p` of the distribution lies below. -Infinity at 0, Infinity at 1.
 *
 * Starts from a rational approximation of the tail and finishes with Newton-Halley steps on the exact distribution.
 *
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN
  if (p > 0.5) return -normalQuantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(p))
  // Abramowitz and Stegun 26.2.23: within 4.5e-4, which two Halley steps turn into full precision.
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(z) - p) / density(z)
    z -= error / (1 + (z * error) / 2)
  }
  return z
}

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

function bodySeries(z: number): number {
  let term = z
  let total = z
  for (let k = 1; term > total * 1e-17 && k < 200; k++) {
    term *= (z * z) / (2 * k + 1)
    total += term
  }
  return density(z) * total
}

function tailFraction(z: number): number {
  let below = z
  for (let k = 200; k >= 1; k--) below = z + k / below
  return density(z) / below
}
