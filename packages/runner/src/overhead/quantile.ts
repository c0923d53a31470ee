/** Type 7, as everywhere in the project; `null` for an empty sample. */
export function quantile(sorted: Float64Array, p: number): number | null {
  if (sorted.length === 0) return null
  const rank = p * (sorted.length - 1)
  const low = sorted[Math.floor(rank)] as number
  const high = sorted[Math.ceil(rank)] as number
  return low + (rank - Math.floor(rank)) * (high - low)
}
