import { mean } from '../statistics/mean.js'
import { percentiles } from '../statistics/percentiles.js'
import { type MeasuredWindow, measuredSeconds, measuredWindows, type WindowKind } from './measured-windows.js'
import { type RequestSamples, requestSamples } from './request-samples.js'
import { outcome, rowsByRound, type RunTable, selectRows } from './run-table.js'

/** How many requests ended how. */
type RequestCounts = { readonly ok: number; readonly failed: number; readonly cancelledByRun: number }

/** Headline figures of a run or of one round, by wire name (`avg_ttft_ms`), and what they rest on. */
export type RunFigures = {
  readonly counts: RequestCounts
  readonly seconds: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly figures: Readonly<Record<string, number | null>>
}

/** @param options.goodputAsked - whether service levels were stated; without them goodput is `null`. */
export function runFigures(
  table: RunTable,
  options: {
    readonly windows: readonly MeasuredWindow[]
    readonly goodputAsked: boolean
    readonly samples?: RequestSamples
  },
): RunFigures {
  const { windows, goodputAsked, samples = requestSamples(table) } = options
  const counts = countOutcomes(table)
  const seconds = measuredSeconds(windows)
  const inputTokens = totalOf(table, table.promptTokens)
  const outputTokens = totalOf(table, table.outputTokens)
  const good = goodputAsked ? countGood(table) : null
  const perSecond = (total: number | null) => (total === null || seconds === null ? null : total / seconds)
  const judged = counts.ok + counts.failed
  const share = (count: number | null) => (count === null || judged === 0 ? null : count / judged)
  return {
    counts,
    seconds,
    inputTokens,
    outputTokens,
    figures: {
      ...latencyFigures('ttft', samples.ttft),
      ...latencyFigures('ttft_from_schedule', samples.ttftFromSchedule),
      ...latencyFigures('tbt', samples.tbt),
      ...latencyFigures('e2el', samples.e2el),
      avg_throughput_tps: mean(samples.throughput),
      output_throughput_tps: perSecond(outputTokens),
      input_throughput_tps: perSecond(inputTokens),
      total_throughput_tps: perSecond(
        inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens,
      ),
      request_throughput_rps: perSecond(counts.ok),
      goodput_rps: perSecond(good),
      slo_attainment: share(good),
      error_rate: share(counts.failed),
    },
  }
}

/** The figures of each round, rounds ascending. A round of continuous load is judged over its own stretch, first start to last end. */
export function roundFigures(
  table: RunTable,
  how: { readonly window: WindowKind; readonly goodputAsked: boolean },
): RunFigures[] {
  const kind = how.window === 'batch' ? 'batch' : 'rounds'
  return [...rowsByRound(table).values()].map((rows) => {
    const round = selectRows(table, rows)
    return runFigures(round, { windows: measuredWindows(round, kind), goodputAsked: how.goodputAsked })
  })
}

function latencyFigures(name: string, values: Float64Array): Record<string, number | null> {
  const [p50, p95, p99] = percentiles(values, [0.5, 0.95, 0.99])
  return {
    [`avg_${name}_ms`]: mean(values),
    [`p50_${name}_ms`]: p50 ?? null,
    [`p95_${name}_ms`]: p95 ?? null,
    [`p99_${name}_ms`]: p99 ?? null,
  }
}

function countOutcomes(table: RunTable): RequestCounts {
  const count = (which: number) => table.outcome.reduce((total, each) => total + Number(each === which), 0)
  return { ok: count(outcome.ok), failed: count(outcome.failed), cancelledByRun: count(outcome.cancelledByRun) }
}

/** Sum over the successful requests; `null` as soon as one of them is not known, because a part is not the total. */
function totalOf(table: RunTable, column: Float64Array): number | null {
  let total = 0
  for (let row = 0; row < column.length; row++) if (table.outcome[row] === outcome.ok) total += column[row] as number
  return Number.isNaN(total) ? null : total
}

function countGood(table: RunTable): number | null {
  let good = 0
  for (let row = 0; row < table.good.length; row++)
    if (table.outcome[row] === outcome.ok) good += table.good[row] as number
  return Number.isNaN(good) ? null : good
}
