import { z } from 'zod'
import type { MetricName } from './catalogue.js'
import type { MetricPlace } from './define-metric.js'
import {
  type Figure,
  type FigureField,
  type FigureFieldIn,
  type FigureName,
  figures,
  figuresIn,
  type MetricFieldIn,
} from './figures.js'

/** A number that a file may lack: an older version did not have the metric, or nobody knows the value. */
const unknownNumber = z.number().nullable().default(null)

type Shape<Field extends string> = Readonly<Record<Field, typeof unknownNumber>>

/** Fields for all figures of a run, each null where it is not known, also where the file lacks it. */
export function figureShape(): Shape<FigureField> {
  return shapeOf(figures, ({ field }) => field)
}

/** Fields for the figures of a place: `placeShape('summary').avgTtftMs`. */
export function placeShape<const P extends MetricPlace>(place: P): Shape<FigureFieldIn<P>> {
  return shapeOf(figuresIn(place), ({ field }) => field)
}

/** The same under the names of the metrics alone, for a row that holds one figure of each: `rowShape('row').ttftMs`. */
export function rowShape<const P extends MetricPlace>(place: P): Shape<MetricFieldIn<P>> {
  return shapeOf(figuresIn(place), ({ metricField }) => metricField)
}

/**
 * A table by wire names of figures (`avg_ttft_ms`). A file of another version may hold names that this one does not know, so every
 * name is read; the type knows only those of the catalogue, so that a name with a slip in it does not compile.
 */
export function tableByFigure<S extends z.ZodType>(value: S): Table<FigureName, S> {
  return z.record(z.string(), value) as unknown as Table<FigureName, S>
}

/** The same by the names of the metrics alone: `ttft_ms`. */
export function tableByMetric<S extends z.ZodType>(value: S): Table<MetricName, S> {
  return z.record(z.string(), value) as unknown as Table<MetricName, S>
}

type Table<Name extends string, S extends z.ZodType> = z.ZodType<Partial<Record<Name, z.output<S>>>>

function shapeOf<Field extends string>(list: readonly Figure[], nameOf: (figure: Figure) => string): Shape<Field> {
  const fields = list.map((figure) => [
    nameOf(figure),
    unknownNumber.describe(`${figure.label}, ${figure.metric.unit}`),
  ])
  return Object.fromEntries(fields) as Shape<Field>
}
