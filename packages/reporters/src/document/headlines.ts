import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { type FigureFieldIn, figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { formatShare } from '../text/format-number.js'
import { withUnit } from './format-figure.js'
import { intervalText } from './interval-text.js'
import type { Headline } from './report-document.js'

type Values = Readonly<Record<FigureFieldIn<'tile'>, number | null>> & {
  readonly successfulRequests: number
  readonly failedRequests: number
  readonly errorRate: number | null
  readonly intervals: Readonly<Record<string, Interval>>
  readonly lowSample: readonly string[]
}

/** The headline numbers of one workload, each with its interval or the reason to doubt it; what is not known is left out. */
export function headlines(values: Values): Headline[] {
  const shown = figuresIn('tile').flatMap(({ field, name, label, metric }): Headline[] => {
    const value = values[field]
    if (value === null) return []
    const weak = values.lowSample.includes(name)
    return [{ label, value: withUnit(value, metric.unit), trust: weak ? 'too few samples' : trust(values, name) }]
  })
  const ended = values.successfulRequests + values.failedRequests
  const errors = {
    label: 'Errors',
    value: formatShare(values.errorRate),
    trust: `${values.failedRequests} of ${ended}`,
  }
  return ended === 0 ? [] : [...shown, errors]
}

function trust({ intervals }: Values, wire: string): string | null {
  const interval = intervals[wire]
  const text = interval ? intervalText({ ...interval, method: null, notes: [] }) : null
  return text === null ? null : `95 % CI ${text}`
}
