/** p values of several tests, and what of them counts where a share `rate` of the discoveries may be false. */
export type Discoveries = {
  /** Each p value corrected: rejecting those up to a rate keeps the share of false ones among them at that rate. */
  readonly adjusted: readonly (number | null)[]
  /** Level at which further tests inside the discoveries are made, so that the rate holds for them too. */
  readonly levelInside: number
}

/**
 * Benjamini and Hochberg's step-up: of what is called a finding, at most a share `rate` is false on average. It holds for tests that are
 * independent or rise and fall together, as the figures of one run do.
 *
 * @param values - `null` where no test was made: it stays `null` and does not count.
 * @see Benjamini and Hochberg 1995; for the level inside, Benjamini and Bogomolov 2014
 * @example falseDiscoveries([0.01, 0.04, 0.03], 0.05).adjusted // [0.03, 0.04, 0.04], as R's p.adjust
 */
export function falseDiscoveries(values: readonly (number | null)[], rate: number): Discoveries {
  const order = values.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => b.p - a.p)
  const adjusted: (number | null)[] = values.map(() => null)
  let least = 1
  order.forEach(({ p, at }, place) => {
    least = Math.min(least, (p * order.length) / (order.length - place))
    adjusted[at] = least
  })
  const found = adjusted.filter((p) => p !== null && p <= rate).length
  return { adjusted, levelInside: order.length === 0 ? rate : (rate * found) / order.length }
}
