/**
 * p values corrected for being several (Holm's step-down): rejecting those below a level keeps the chance of any false rejection
 * at that level, whatever the dependence among them.
 *
 * @param values - `null` where a test could not be made: it stays `null` and does not count.
 * @see Holm 1979
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06], as R's p.adjust
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const ascending = values.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => a.p - b.p)
  const adjusted: (number | null)[] = values.map(() => null)
  let largest = 0
  ascending.forEach(({ p, at }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (ascending.length - rank)))
    adjusted[at] = largest
  })
  return adjusted
}
