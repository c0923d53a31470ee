import { mean } from './mean.js'

/**
 * Lag-1 correlation of a series, corrected for the bias of a short one: r + (1 + 4 max(r, 0)) / n.
 *
 * A series without spread has none.
 *
 * @param series - at least 3 values, in the order in which they were measured.
 * @see Kendall 1954 (bias of the serial correlation)
 */
export function laggedCorrelation(series: readonly number[]): number {
  const n = series.length
  const centre = mean(series) as number
  let products = 0
  let squares = 0
  series.forEach((value, at) => {
    squares += (value - centre) ** 2
    if (at > 0) products += (value - centre) * ((series[at - 1] as number) - centre)
  })
  if (n < 3 || squares === 0) return 0
  const raw = products / squares
  return raw + (1 + 4 * Math.max(raw, 0)) / n
}
