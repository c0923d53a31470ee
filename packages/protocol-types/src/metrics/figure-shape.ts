import { z } from 'zod'
import type { MetricPlace } from './define-metric.js'
import { type Figure, type FigureField, type FigureFieldIn, figures, figuresIn, type MetricFieldIn } from './figures.js'

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

function shapeOf<Field extends string>(list: readonly Figure[], nameOf: (figure: Figure) => string): Shape<Field> {
  const fields = list.map((figure) => [
    nameOf(figure),
    unknownNumber.describe(`${figure.label}, ${figure.metric.unit}`),
  ])
  return Object.fromEntries(fields) as Shape<Field>
}
