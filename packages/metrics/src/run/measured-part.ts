import type { MeasuredPart } from '../formulas/compute.js'
import { type MeasuredWindow, measuredSeconds } from './measured-windows.js'
import { MAX_UNKNOWN_SHARE } from './count-notes.js'
import { outcome, type RunTable } from './run-table.js'

/** @param options.withGoodput - whether service levels were stated. */
export function measuredPart(
  table: RunTable,
  { windows, withGoodput }: { readonly windows: readonly MeasuredWindow[]; readonly withGoodput: boolean },
): MeasuredPart {
  const count = (which: number) => table.outcome.reduce((total, each) => total + Number(each === which), 0)
  return {
    counts: {
      ok: count(outcome.ok),
      failed: count(outcome.failed),
      cancelledByRun: count(outcome.cancelledByRun),
      cancelledByClient: count(outcome.cancelledByClient),
    },
    seconds: measuredSeconds(windows),
    inputTokens: totalOf(table, table.promptTokens),
    outputTokens: totalOf(table, table.outputTokens),
    knownInputTokens: knownTotalOf(table, table.promptTokens),
    knownOutputTokens: knownTotalOf(table, table.outputTokens),
    ...(withGoodput ? judgedBy(table) : { good: null, unjudged: null }),
  }
}

/** A request that cannot be judged is in no count of good ones; where none can, nobody knows. */
function judgedBy(table: RunTable): Pick<MeasuredPart, 'good' | 'unjudged'> {
  let good = 0
  let judged = 0
  let unjudged = 0
  for (let row = 0; row < table.good.length; row++) {
    if (table.outcome[row] !== outcome.ok) continue
    const value = table.good[row] as number
    if (Number.isNaN(value)) unjudged += 1
    else {
      judged += 1
      good += value
    }
  }
  return { good: judged === 0 && unjudged > 0 ? null : good, unjudged }
}

/** Sum over the successful requests whose count is known; `null` where too many are not. */
function knownTotalOf(table: RunTable, column: Float64Array): number | null {
  let total = 0
  let answers = 0
  let unknown = 0
  for (let row = 0; row < column.length; row++) {
    if (table.outcome[row] !== outcome.ok) continue
    answers += 1
    const tokens = column[row] as number
    if (Number.isNaN(tokens)) unknown += 1
    else total += tokens
  }
  return unknown > MAX_UNKNOWN_SHARE * answers ? null : total
}

/** Sum over the successful requests; `null` as soon as one of them is not known, because a part is not the total. */
function totalOf(table: RunTable, column: Float64Array): number | null {
  let total = 0
  for (let row = 0; row < column.length; row++) if (table.outcome[row] === outcome.ok) total += column[row] as number
  return Number.isNaN(total) ? null : total
}
