import type { Bounds } from './bounds.js'
import { studentQuantile } from './student-quantile.js'

/**
 * Interval of a whole-run figure from the same figure of each round: Student's t around the whole-run value, its error taken from
 * how the rounds differ from that value. Correlation inside a round does no harm, because a round counts once.
 *
 * @param rounds - the figure of each round.
 * @param options.value - the figure of the whole run; the interval always contains it.
 * @returns `null` below 5 rounds.
 * @see Asmussen and Glynn 2007, section III.5 (sectioning); Nakayama 2014
 * @example sectionedInterval([9, 10, 11, 10, 10], { value: 10 }) // 10 -+ 0.88
 */
export function sectionedInterval(
  rounds: readonly number[],
  { value, confidence = 0.95 }: { readonly value: number /** @default 0.95 */; readonly confidence?: number },
): Bounds | null {
  const k = rounds.length
  if (k < 5) return null
  let squares = 0
  for (const each of rounds) squares += (each - value) ** 2
  const half = studentQuantile((1 + confidence) / 2, k - 1) * Math.sqrt(squares / (k - 1) / k)
  return { low: value - half, high: value + half }
}
