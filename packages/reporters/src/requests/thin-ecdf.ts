/**
 * The steps of an empirical distribution that an eye can tell apart: evenly spaced in the body, every one of the highest,
 * where a benchmark is read.
 *
 * @param sorted - ascending.
 * @param points - about how many to return.
 * @returns value and share at most of it, ascending; empty for an empty sample.
 */
export function thinEcdf(sorted: Float64Array, points = 300): { value: number; share: number }[] {
  const n = sorted.length
  const chosen = new Set<number>()
  const body = Math.floor(points * 0.6)
  for (let at = 0; at < body; at++) chosen.add(Math.round((at / (body - 1)) * (n - 1)))
  // Ranks from the top at growing distances: the top 50 each, then ever fewer.
  for (let fromTop = 1; fromTop <= n; fromTop = Math.max(fromTop + 1, Math.floor(fromTop * 1.12)))
    chosen.add(n - fromTop)
  return [...chosen]
    .filter((rank) => rank >= 0 && rank < n)
    .sort((a, b) => a - b)
    .map((rank) => ({ value: sorted[rank] as number, share: (rank + 1) / n }))
}
