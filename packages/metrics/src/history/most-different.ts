/** Values on each side of a change, and in a part that comes back: one alone may as well be an outlier. */
export const FEWEST_ASIDE = 2

/** A change that stays to the end, or one that is taken back. */
export type ChangeShape = 'end' | 'middle'

/** The part of a series that differs most from the rest: from the place `from` up to, and without, `to`. */
export type Apart = {
  readonly from: number
  readonly to: number
  /** Sum of squares that the difference explains, and what is left without it. */
  readonly between: number
  readonly within: number
}

/**
 * The part whose mean differs most from that of the rest, in units of its error: of all ends of the series (Pettitt 1979), or of all parts
 * between (Olshen et al. 2004, "circular binary segmentation").
 *
 * @param values - at least 4, of 6 for a part between; with fewer, or without any difference, the whole is returned.
 */
export function mostDifferent(shape: ChangeShape, values: ArrayLike<number>): Apart {
  const n = values.length
  const { sums, total } = centredSums(values)
  let [from, to, best] = [0, n, 0]
  const take = (start: number, end: number): void => {
    const length = end - start
    const sum = (sums[end] as number) - (sums[start] as number)
    const between = (sum * sum * n) / (length * (n - length))
    if (between > best) [from, to, best] = [start, end, between]
  }
  if (shape === 'end') for (let start = FEWEST_ASIDE; start <= n - FEWEST_ASIDE; start++) take(start, n)
  else
    for (let start = FEWEST_ASIDE; start <= n - 2 * FEWEST_ASIDE; start++)
      for (let end = start + FEWEST_ASIDE; end <= n - FEWEST_ASIDE; end++) take(start, end)
  return { from, to, between: best, within: Math.max(0, total - best) }
}

/** Sums of the first 0, 1, 2, ... values around their mean, and the sum of all squares. */
function centredSums(values: ArrayLike<number>): { readonly sums: Float64Array; readonly total: number } {
  const n = values.length
  let mean = 0
  for (let at = 0; at < n; at++) mean += (values[at] as number) / n
  const sums = new Float64Array(n + 1)
  let total = 0
  for (let at = 0; at < n; at++) {
    const apart = (values[at] as number) - mean
    sums[at + 1] = (sums[at] as number) + apart
    total += apart * apart
  }
  return { sums, total }
}
