import type { AggregatedMetrics, Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Figure, type FigureField, figuresOf, metrics } from '@sagellm-benchmark/protocol-types/metrics'
import type { Compute, WholeRun } from '../formulas/compute.js'
import { endedOf, type EngineMetricValues, formulas } from '../formulas/formulas.js'
import { percentileUpperBound } from '../statistics/percentile-interval.js'
import { statisticsOf } from '../statistics/statistics-of.js'
import { figureInterval } from './figure-interval.js'
import { isLowSample } from './low-sample.js'
import type { MeasuredPart } from '../formulas/compute.js'
import type { Figures } from './part-figures.js'
import { requestSample } from './request-sample.js'
import type { RunTable } from './run-table.js'
import type { Sample } from './sample.js'
import { steadyInterval } from './steady-throughput.js'
import type { TokenArrivals } from './token-arrivals.js'

/** All figures of a run, and how far each can be trusted: these parts of `AggregatedMetrics`. */
export type RunFigures = {
  readonly fields: Readonly<Record<FigureField, number | null>>
  readonly intervals: AggregatedMetrics['intervals']
  readonly percentileBounds: AggregatedMetrics['percentileBounds']
  readonly lowSample: string[]
}

export type RunFiguresInput = {
  readonly table: RunTable
  readonly part: MeasuredPart
  readonly run: WholeRun
  readonly engine: Partial<EngineMetricValues>
  readonly gaps: ReturnType<TokenArrivals['gaps']>
  readonly rounds: readonly Figures[]
}

/** Works the catalogue off, metric by metric, so that one sample at a time is in memory. */
export function runFigures(input: RunFiguresInput): RunFigures {
  const fields: Partial<Record<FigureField, number | null>> = {}
  const report: Omit<RunFigures, 'fields'> = { intervals: {}, percentileBounds: {}, lowSample: [] }
  let last: { readonly formula: Compute; readonly results: readonly Result[] } | null = null
  for (const { wire } of metrics) {
    const own = figuresOf(wire)
    const formula: Compute = formulas[wire]
    // Two names of one quantity stand next to each other, and are computed once.
    const results: readonly Result[] = last?.formula === formula ? last.results : resultsOf(own, formula, input)
    last = { formula, results }
    own.forEach(({ name, field }, at) => {
      const { value, interval, bound, lowSample } = results[at] as Result
      fields[field] = value
      if (interval) report.intervals[name] = interval
      if (bound !== undefined) report.percentileBounds[name] = bound
      if (lowSample) report.lowSample.push(name)
    })
  }
  return { ...report, fields: fields as Record<FigureField, number | null> }
}

/** One figure, and how far it can be trusted. Undefined: not of this figure's kind. */
type Result = {
  readonly value: number | null
  readonly interval: Interval | undefined
  readonly bound: number | null | undefined
  readonly lowSample: boolean
}

function resultsOf(own: readonly Figure[], formula: Compute, input: RunFiguresInput): Result[] {
  const { part, rounds, run } = input
  const { values, sample, n } = measure(own, formula, input)
  const of = (formula.per === 'part' && formula.of ? formula.of : endedOf)(part)
  return own.map((figure, at) => {
    const { name, statistic, hasInterval } = figure
    const value = values[at] ?? null
    const ofRounds = rounds.map((figures) => figures[name]).filter((each) => typeof each === 'number')
    const p = statistic.kind === 'percentile' ? statistic.p : null
    // Gaps of one stream depend on one another, so that no count of them certifies anything: they have no sample here.
    const bound =
      p !== null && p > 0.9 ? sample && percentileUpperBound(sample.sorted, p, { rounds: sample.rounds }) : undefined
    const sliced = figure.metric.interval === 'slices'
    const intervalOf = () =>
      sliced ? steadyInterval(run.steady) : figureInterval(figure, { value, rounds: ofRounds, sample, of })
    return {
      value,
      interval: hasInterval ? intervalOf() : undefined,
      bound,
      lowSample: p !== null && n > 0 && isLowSample(p, n),
    }
  })
}

/** The values of a metric's figures, the sample they were made of where requests have one, and how many values it held. */
type Measured = {
  readonly values: readonly (number | null)[]
  readonly sample: Sample | null
  readonly n: number
}

function measure(own: readonly Figure[], formula: Compute, input: RunFiguresInput): Measured {
  const statistics = own.map(({ statistic }) => statistic)
  const single = (value: number | null): Measured => ({ values: [value], sample: null, n: 0 })
  switch (formula.per) {
    case 'request': {
      const sample = requestSample(input.table, formula.value)
      const { values, sorted } = sample
      return { values: statisticsOf(values, statistics, { sorted }), sample, n: values.length }
    }
    case 'chunk':
      return { values: input.gaps.statistics(statistics), sample: null, n: input.gaps.n }
    case 'part':
      return single(formula.value(input.part))
    case 'run':
      return single(formula.value(input.run))
    case 'engine': {
      const engine: Partial<Record<FigureField, number | null>> = input.engine
      return { values: own.map(({ field }) => engine[field] ?? null), sample: null, n: 0 }
    }
  }
}
