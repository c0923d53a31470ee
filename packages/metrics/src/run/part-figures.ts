import type { MeasuredPart } from '../formulas/compute.js'
import { type Figure, type FigureName, figuresOf, metrics } from '@sagellm-benchmark/protocol-types/metrics'
import type { Compute } from '../formulas/compute.js'
import { formulas } from '../formulas/formulas.js'
import { statisticsOf } from '../statistics/statistics-of.js'
import { measuredPart } from './measured-part.js'
import { measuredWindows, type WindowKind } from './measured-windows.js'
import { requestSample } from './request-sample.js'
import { rowsByRound, type RunTable, selectRows } from './run-table.js'

/** Figures by wire name: `avg_ttft_ms`. */
export type Figures = Readonly<Partial<Record<FigureName, number | null>>>

export type PartOptions = { readonly window: WindowKind; readonly withGoodput: boolean }

/** A part of a run, such as a round, with every figure of it that can have an interval. */
export function partFigures(
  table: RunTable,
  { window, withGoodput }: PartOptions,
): { readonly part: MeasuredPart; readonly figures: Figures } {
  const part = measuredPart(table, { windows: measuredWindows(table, window), withGoodput })
  const figures: Partial<Record<FigureName, number | null>> = {}
  let last: { readonly formula: Compute; readonly values: readonly (number | null)[] } | null = null
  for (const { formula, wanted } of withInterval) {
    // Two names of one quantity stand next to each other, and are computed once.
    const values: readonly (number | null)[] =
      last?.formula === formula ? last.values : valuesOf(formula, { table, part, wanted })
    last = { formula, values }
    wanted.forEach(({ name }, at) => {
      figures[name] = values[at] ?? null
    })
  }
  return { part, figures }
}

/** The figures of each round, rounds ascending. A round of continuous load is judged over its own stretch, first start to last end. */
export function roundFigures(table: RunTable, { window, withGoodput }: PartOptions): Figures[] {
  const kind = window === 'batch' ? 'batch' : 'rounds'
  return [...rowsByRound(table).values()].map(
    (rows) => partFigures(selectRows(table, rows), { window: kind, withGoodput }).figures,
  )
}

const withInterval = metrics
  .map(({ wire }) => ({
    formula: formulas[wire] as Compute,
    wanted: figuresOf(wire).filter(({ hasInterval }) => hasInterval),
  }))
  .filter(({ wanted }) => wanted.length > 0)

type Asked = { readonly table: RunTable; readonly part: MeasuredPart; readonly wanted: readonly Figure[] }

function valuesOf(formula: Compute, { table, part, wanted }: Asked): (number | null)[] {
  if (formula.per === 'part') return [formula.value(part)]
  if (formula.per !== 'request') return []
  const { values, sorted } = requestSample(table, formula.value)
  const statistics = wanted.map(({ statistic }) => statistic)
  return statisticsOf(values, statistics, { sorted })
}
