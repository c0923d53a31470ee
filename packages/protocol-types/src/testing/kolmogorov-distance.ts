/**
 * How far a sample lies from a distribution: the largest distance between its empirical distribution function and the one given.
 *
 * @param cdf - of the distribution, in [0, 1].
 * @see Kolmogorov 1933; `kolmogorovBound` says which distance chance does not give
 * @example kolmogorovDistance(gaps, (gap) => 1 - Math.exp(-gap))
 */
export function kolmogorovDistance(sample: readonly number[], cdf: (value: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted.reduce((largest, value, at) => {
    const share = cdf(value)
    return Math.max(largest, share - at / sorted.length, (at + 1) / sorted.length - share)
  }, 0)
}

/**
 * A distance that a sample of `n` passes by chance once in a million, by the bound of Dvoretzky, Kiefer and Wolfowitz (Massart
 * 1990): 2 * exp(-2 * n * d^2).
 */
export function kolmogorovBound(n: number): number {
  return Math.sqrt(Math.log(2 / 1e-6) / (2 * n))
}
