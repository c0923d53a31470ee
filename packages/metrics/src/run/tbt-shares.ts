import { tbtQuality } from '../request/tbt-quality.js'
import type { RunTable } from './run-table.js'

/** What became of the time between tokens of the requests that have one to judge. */
export type TbtShares = {
  /** Of successful streamed answers of two tokens and more; `null` without any. */
  readonly leftOut: number | null
  /** Without one that a verdict may rest on, those left out among them. */
  readonly unusable: number | null
  /** Whether something held the streams back, so that neither ITL nor TBT is the engine's: more than half are held or coarse. */
  readonly heldBack: boolean
}

/** @example tbtShares(table).leftOut // 0.02 */
export function tbtShares({ tbtQuality: qualities }: Pick<RunTable, 'tbtQuality'>): TbtShares {
  const { nothing, usable, coarse, held, unknown } = tbtQuality
  const count = (...wanted: number[]) => qualities.reduce((sum, each) => sum + Number(wanted.includes(each)), 0)
  const all = qualities.length - count(nothing)
  if (all === 0) return { leftOut: null, unusable: null, heldBack: false }
  return {
    leftOut: count(held, unknown) / all,
    unusable: (all - count(usable)) / all,
    heldBack: 2 * count(held, coarse) > all,
  }
}

/** Whether more than half of the requests have no time between tokens that a verdict may rest on. */
export function isTbtUnusable({ unusable }: Pick<TbtShares, 'unusable'>): boolean {
  return unusable !== null && unusable > 0.5
}
