import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Figure, type FigureField, figuresOf, metrics } from '@sagellm-benchmark/protocol-types/metrics'
import type { Compute, WholeRun } from '../formulas/compute.js'
import { type EngineFigures, formulas } from '../formulas/formulas.js'
import { percentileUpperBound } from '../statistics/percentile-upper-bound.js'
import { statisticsOf } from '../statistics/statistics-of.js'
import { figureInterval } from './figure-interval.js'
import { isLowSample } from './low-sample.js'
import type { MeasuredPart } from './measured-part.js'
import type { Figures } from './part-figures.js'
import { createRequestSamples } from './request-samples.js'
import type { RunTable } from './run-table.js'
import type { Sample } from './sample.js'
import type { TokenArrivals } from './token-arrivals.js'

/** All figures of a run, and how far each can be trusted: these parts of `AggregatedMetrics`. */
export type RunFigures = {
  readonly fields: Readonly<Record<FigureField, number | null>>
  readonly intervals: Record<string, Interval>
  readonly percentileBounds: Record<string, number | null>
  readonly lowSample: string[]
}

export type RunFiguresInput = {
  readonly table: RunTable
  readonly part: MeasuredPart
  readonly run: WholeRun
  readonly engine: Partial<EngineFigures>
  readonly gaps: ReturnType<TokenArrivals['gaps']>
  readonly rounds: readonly Figures[]
  /** Of the bootstrap. */
  readonly seed: number
}

/** Works the catalogue off, metric by metric, so that one sample at a time is in memory. */
export function runFigures(input: RunFiguresInput): RunFigures {
  const { part, rounds, seed } = input
  const samples = createRequestSamples(input.table)
  const ended = part.counts.ok + part.counts.failed
  const fields: Partial<Record<FigureField, number | null>> = {}
  const report: Omit<RunFigures, 'fields'> = { intervals: {}, percentileBounds: {}, lowSample: [] }
  for (const { wire } of metrics) {
    const own = figuresOf(wire)
    const { values, sample, n } = measure(own, formulas[wire], { ...input, samples })
    own.forEach((figure, at) => {
      const { name, field, statistic } = figure
      const value = values[at] ?? null
      fields[field] = value
      if (figure.hasInterval) {
        const ofRounds = rounds.map((figures) => figures[name]).filter((each) => typeof each === 'number')
        report.intervals[name] = figureInterval(figure, { value, rounds: ofRounds, sample, ended, seed })
      }
      if (statistic.kind !== 'percentile') return
      // Gaps of one stream depend on one another, so that no count of them certifies anything: they have no sample here.
      if (statistic.p > 0.9)
        report.percentileBounds[name] = sample ? percentileUpperBound(sample.sorted, statistic.p) : null
      if (n > 0 && isLowSample(statistic.p, n)) report.lowSample.push(name)
    })
  }
  return { ...report, fields: fields as Record<FigureField, number | null> }
}

/** The values of a metric's figures, the sample they were made of where requests have one, and how many values it held. */
type Measured = {
  readonly values: readonly (number | null)[]
  readonly sample: Sample | null
  readonly n: number
}

type Measuring = RunFiguresInput & { readonly samples: ReturnType<typeof createRequestSamples> }

function measure(own: readonly Figure[], formula: Compute, measuring: Measuring): Measured {
  const statistics = own.map(({ statistic }) => statistic)
  const single = (value: number | null): Measured => ({ values: [value], sample: null, n: 0 })
  switch (formula.per) {
    case 'request': {
      const sample = measuring.samples(formula.value)
      const { values, sorted } = sample
      return { values: statisticsOf(values, statistics, { sorted }), sample, n: values.length }
    }
    case 'chunk':
      return { values: measuring.gaps.statistics(statistics), sample: null, n: measuring.gaps.n }
    case 'part':
      return single(formula.value(measuring.part))
    case 'run':
      return single(formula.value(measuring.run))
    case 'engine': {
      const engine: Partial<Record<FigureField, number | null>> = measuring.engine
      return { values: own.map(({ field }) => engine[field] ?? null), sample: null, n: 0 }
    }
  }
}
