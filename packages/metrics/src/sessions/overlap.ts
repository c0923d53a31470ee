export type Stretch = { readonly from: number; readonly to: number }

/** How many stretches of time there were at once: the mean between the first begin and the last end, and the most. An end comes before a begin at the same moment. */
export function overlapOf(stretches: readonly Stretch[]): { readonly mean: number | null; readonly max: number } {
  if (stretches.length === 0) return { mean: null, max: 0 }
  const begins = stretches.map(({ from }) => from).sort((a, b) => a - b)
  const ends = stretches.map(({ to }) => to).sort((a, b) => a - b)
  let [max, ended] = [0, 0]
  begins.forEach((begin, begun) => {
    while (ended < begun && (ends[ended] as number) <= begin) ended += 1
    max = Math.max(max, begun + 1 - ended)
  })
  const ms = (ends.at(-1) as number) - (begins[0] as number)
  const covered = stretches.reduce((sum, { from, to }) => sum + (to - from), 0)
  return { mean: ms > 0 ? covered / ms : null, max }
}
