// The figures to reach, each with its goal, and how it is read off the measured rounds.
import { clientFigures } from './figures/client-figures.mjs'
import { programFigures } from './figures/program-figures.mjs'
import { resultFigures } from './figures/result-figures.mjs'

/**
 * @typedef {{ part: string, figure: string, subject: string, unit: string, goal: number, seen: string,
 *   measure: (lines: object[]) => number | null, limit?: (lines: object[]) => number | null,
 *   floor?: (lines: object[]) => number | null, why: string }} Figure
 * `goal` is a least for ratios (unit `x`), a most for everything else. `seen` is the limit found with prototypes; `limit` is
 * what the C reader reaches in the same run, and `floor` what the bare runtime does: a socket callback or a loop without a
 * client behind it. `why` is what limits it, printed where it is not reached.
 */

/** @type {Figure[]} */
export const figures = [...clientFigures, ...programFigures, ...resultFigures]

/** `reached`, `not reached`, or `not measured` where a round, or whom to compare with, is missing. */
export function judge({ unit, goal, measure }, lines) {
  const value = measure(lines)
  if (value === null || !Number.isFinite(value)) return { value: null, verdict: 'not measured' }
  const reached = unit === 'x' ? value >= goal : value <= goal
  return { value, verdict: reached ? 'reached' : 'not reached' }
}
