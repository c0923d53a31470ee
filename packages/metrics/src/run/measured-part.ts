import type { MeasuredPart } from '../formulas/compute.js'
import { type MeasuredWindow, measuredSeconds } from './measured-windows.js'
import { outcome, type RunTable } from './run-table.js'

/** @param options.withGoodput - whether service levels were stated. */
export function measuredPart(
  table: RunTable,
  { windows, withGoodput }: { readonly windows: readonly MeasuredWindow[]; readonly withGoodput: boolean },
): MeasuredPart {
  const count = (which: number) => table.outcome.reduce((total, each) => total + Number(each === which), 0)
  return {
    counts: { ok: count(outcome.ok), failed: count(outcome.failed), cancelledByRun: count(outcome.cancelledByRun) },
    seconds: measuredSeconds(windows),
    inputTokens: totalOf(table, table.promptTokens),
    outputTokens: totalOf(table, table.outputTokens),
    good: withGoodput ? totalOf(table, table.good) : null,
  }
}

/** Sum over the successful requests; `null` as soon as one of them is not known, because a part is not the total. */
function totalOf(table: RunTable, column: Float64Array): number | null {
  let total = 0
  for (let row = 0; row < column.length; row++) if (table.outcome[row] === outcome.ok) total += column[row] as number
  return Number.isNaN(total) ? null : total
}
