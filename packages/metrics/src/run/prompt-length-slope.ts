import { studentQuantile } from '../statistics/student-quantile.js'
import { outcome, type RunTable } from './run-table.js'

/** Requests below which a slope says nothing. */
const FEWEST = 30

/**
 * By how many ms a prompt token lengthens TTFT at most, as the requests of a run show it: the upper 97.5 % end of the least squares slope of
 * TTFT over prompt tokens. Never below 0, because a longer prompt does not shorten the prefill.
 *
 * @returns `null` where fewer than 30 successful requests or prompts of one length show none.
 */
export function promptLengthSlope(table: Pick<RunTable, 'outcome' | 'promptTokens' | 'startAt' | 'firstTokenAt'>) {
  let n = 0
  let [meanX, meanY, xx, xy, yy] = [0, 0, 0, 0, 0] as [number, number, number, number, number]
  for (let row = 0; row < table.outcome.length; row++) {
    const x = table.promptTokens[row] as number
    const y = (table.firstTokenAt[row] as number) - (table.startAt[row] as number)
    if (table.outcome[row] !== outcome.ok || Number.isNaN(x + y)) continue
    // Welford's updates: sums of squares of large numbers would lose the small differences.
    n += 1
    const [fromX, fromY] = [x - meanX, y - meanY]
    meanX += fromX / n
    meanY += fromY / n
    xx += fromX * (x - meanX)
    xy += fromX * (y - meanY)
    yy += fromY * (y - meanY)
  }
  if (n < FEWEST || !(xx > 0)) return null
  const slope = xy / xx
  const error = Math.sqrt(Math.max(0, yy - slope * xy) / (n - 2) / xx)
  return Math.max(0, slope + studentQuantile(0.975, n - 2) * error)
}
