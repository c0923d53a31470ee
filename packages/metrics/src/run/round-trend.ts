import { mean } from '../statistics/mean.js'
import { studentTails } from '../statistics/student-tail.js'

/** Rounds from which a trend can be distinguished from chance. */
const FEWEST_ROUNDS = 5
const TREND_P = 0.05

/**
 * Share of the variance of rounds that a straight line through them explains, corrected for what chance explains (adjusted R squared).
 *
 * @returns 0 where the line is no more than chance, `null` below 5 rounds.
 * @example roundTrend([1, 2, 3, 4, 5]) // 1
 */
export function roundTrend(rounds: readonly number[]): number | null {
  const n = rounds.length
  if (n < FEWEST_ROUNDS) return null
  const [middle, centre] = [(n - 1) / 2, mean(rounds) as number]
  let [cross, squaresOfTime, squares] = [0, 0, 0]
  rounds.forEach((value, at) => {
    cross += (at - middle) * (value - centre)
    squaresOfTime += (at - middle) ** 2
    squares += (value - centre) ** 2
  })
  if (squares === 0) return 0
  const explained = cross ** 2 / squaresOfTime / squares
  const unexplained = Math.max(0, 1 - explained)
  if (unexplained > 0 && studentTails(Math.sqrt((explained * (n - 2)) / unexplained), n - 2) >= TREND_P) return 0
  return Math.max(0, 1 - (unexplained * (n - 1)) / (n - 2))
}
