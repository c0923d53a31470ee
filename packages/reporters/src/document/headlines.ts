import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { type FigureFieldIn, figuresIn, type PlacedFigure } from '@sagellm-benchmark/protocol-types/metrics'
import { formatShare } from '../text/format-number.js'
import { type Attainment, attainmentText } from './attainment-text.js'
import { withUnit } from './format-figure.js'
import { intervalText } from './interval-text.js'
import type { Headline } from './report-document.js'

type Values = Readonly<Record<FigureFieldIn<'tile'>, number | null>> &
  Attainment & {
    readonly errorRate: number | null
    readonly intervals: AggregatedMetrics['intervals']
    readonly lowSample: readonly string[]
  }

/** The headline numbers of one workload, each with its interval or the reason to doubt it; what is not known is left out. */
export function headlines(values: Values): Headline[] {
  const shown = figuresIn('tile').flatMap((figure): Headline[] => {
    const { field, name, label, metric } = figure
    const value = values[field]
    if (value === null) return []
    const weak = values.lowSample.includes(name)
    return [{ label, value: withUnit(value, metric.unit), trust: weak ? 'too few samples' : trust(values, figure) }]
  })
  const ended = values.successfulRequests + values.failedRequests
  const errors = {
    label: 'Errors',
    value: formatShare(values.errorRate),
    trust: `${values.failedRequests} of ${ended}`,
  }
  return ended === 0 ? [] : [...shown, errors]
}

/** The interval in the unit of the value; beside the attainment also what it is a share of. */
function trust(values: Values, { name, metric }: PlacedFigure<'tile'>): string | null {
  const interval = values.intervals[name]
  const text = interval ? intervalText({ ...interval, method: null, notes: [] }, { unit: metric.unit }) : null
  const parts = [
    text === null ? null : `95 % CI ${text}`,
    name === 'slo_attainment' ? attainmentText(values) : null,
  ].filter((part) => part !== null)
  return parts.join('; ') || null
}
