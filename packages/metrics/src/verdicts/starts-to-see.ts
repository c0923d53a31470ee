import { studentQuantile } from '../statistics/student-quantile.js'

/** Chance with which "would be found" stands. */
const POWER = 0.75

/** More starts of each side than these nobody makes: the noise hides the change. */
export const MOST_STARTS = 10

/**
 * How many starts of each side find a change in 3 of 4 checks, where starts of one engine differ by `spread`.
 *
 * @param spread - of the starts, as a share: 0.05 for 5 %.
 * @param change - as a share: 0.1 for 10 %.
 * @returns 2 or more; `null` where 100 would not do.
 * @example startsToSee(0.05, 0.1) // 5
 */
export function startsToSee(spread: number, change: number): number | null {
  for (let starts = 2; starts <= 100; starts++) {
    const freedom = 2 * starts - 2
    const reach = studentQuantile(0.975, freedom) + studentQuantile(POWER, freedom)
    if (reach * spread * Math.sqrt(2 / starts) <= Math.log1p(change)) return starts
  }
  return null
}
