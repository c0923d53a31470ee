import type { MetricPlace } from './define-metric.js'
import { type FigureFieldIn, figuresIn, type MetricFieldIn, type PlacedFigure } from './figures.js'

type Values<Field extends string> = Record<Field, number | null>

/**
 * The figures of a place, picked from an object that holds at least these, or made one by one.
 *
 * @example placedValues('summary', metrics).avgTtftMs
 */
export function placedValues<const P extends MetricPlace>(
  place: P,
  source: Readonly<Values<FigureFieldIn<P>>> | ((figure: PlacedFigure<P>) => number | null),
): Values<FigureFieldIn<P>> {
  const valueOf = typeof source === 'function' ? source : ({ field }: PlacedFigure<P>) => source[field]
  return Object.fromEntries(figuresIn(place).map((each) => [each.field, valueOf(each)])) as Values<FigureFieldIn<P>>
}

/** The same under the names of the metrics alone: a row says `ttftMs` for what a run calls `avgTtftMs`. */
export function rowValues<const P extends MetricPlace>(
  place: P,
  source: Readonly<Values<FigureFieldIn<P>>>,
): Values<MetricFieldIn<P>> {
  const entries = figuresIn(place).map(({ metricField, field }) => [metricField, source[field]])
  return Object.fromEntries(entries) as Values<MetricFieldIn<P>>
}

/** What a run holds by the names of its figures (`avg_ttft_ms`), by the names of a row (`ttft_ms`), as far as it is there. */
export function byMetricName<T>(place: MetricPlace, byFigure: Readonly<Record<string, T>>): Record<string, T> {
  const held = figuresIn(place).flatMap(({ name, metric }) => {
    const value = byFigure[name]
    return value === undefined ? [] : [[metric.wire, value] as const]
  })
  return Object.fromEntries(held)
}
