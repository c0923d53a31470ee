/**
 * The name that a slip of the pen most likely meant; `null` where none is near.
 *
 * @example nearestName('request_rat', ['request-rate', 'seed']) // 'request-rate'
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const plain = (name: string) =>
    name
      .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      .replace(/^-+/, '')
      .replaceAll('_', '-')
  const wanted = plain(typed)
  const [best] = names
    .map((name) => ({ name, steps: distance(wanted, plain(name)) }))
    .toSorted((a, b) => a.steps - b.steps || a.name.length - b.name.length)
  return best !== undefined && best.steps <= Math.max(1, Math.floor(wanted.length / 3)) ? best.name : null
}

/** Letters to be changed, put in, left out or swapped with their neighbour until two words are alike (Damerau and Levenshtein). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row += 1) {
    const own = [row]
    for (let at = 1; at <= b.length; at += 1) {
      const same = a[row - 1] === b[at - 1]
      const swapped = row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1]
      own[at] = Math.min(
        (above[at] as number) + 1,
        (own[at - 1] as number) + 1,
        (above[at - 1] as number) + (same ? 0 : 1),
        swapped ? (before[at - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = own
  }
  return above[b.length] as number
}
