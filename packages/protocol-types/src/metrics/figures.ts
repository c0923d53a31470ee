import { metrics, type MetricEntry, type MetricName } from './catalogue.js'
import type { Metric, MetricPlace } from './define-metric.js'
import { type Statistic, type StatisticName, statisticName } from './statistic.js'

type Joined<S extends string, Wire extends string> = S extends '' ? Wire : `${S}_${Wire}`
type NameIn<M, S> = M extends Metric ? (S extends Statistic ? Joined<StatisticName<S>, M['wire']> : never) : never
type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name
type NameOf<M> = M extends Metric ? NameIn<M, M['statistics'][number]> : never
type PlacedMetric<M, P extends MetricPlace> = Extract<
  M,
  { readonly headline: Readonly<Record<P, readonly Statistic[]>> }
>
type PlacedName<M, P extends MetricPlace> = M extends Metric & { readonly headline: Readonly<Record<P, infer List>> }
  ? List extends readonly (infer S)[]
    ? NameIn<M, S>
    : never
  : never

/** Wire name of a figure: `avg_ttft_ms`, `output_throughput_tps`. */
export type FigureName = NameOf<MetricEntry>
/** The same in camelCase, as the fields of `AggregatedMetrics` are written in code: `avgTtftMs`. */
export type FigureField = Camel<FigureName>
/** The figures of a place, by wire name. */
export type FigureNameIn<P extends MetricPlace> = PlacedName<MetricEntry, P>
/** The fields of a place: of `summary`, of `row` and so on. */
export type FigureFieldIn<P extends MetricPlace> = Camel<FigureNameIn<P>>
/** Name of a metric in camelCase: `ttftMs`. */
export type MetricField<Name extends MetricName = MetricName> = Camel<Name>
/** The same for the metrics of a place. */
export type MetricFieldIn<P extends MetricPlace> = Camel<PlacedMetric<MetricEntry, P>['wire']>

/** One number of a run: a metric and what is made of it. */
export type Figure = {
  readonly name: FigureName
  readonly field: FigureField
  /** Name of its metric in code, for a row that holds one figure of each: `ttftMs`. */
  readonly metricField: MetricField
  readonly metric: Metric<MetricName>
  readonly statistic: Statistic
  /** `TTFT, p99` */
  readonly label: string
  /** In plain words, for a sentence: `Time to the first token, p99`. */
  readonly title: string
  /** For the head of a column: `TTFT p99 ms`. */
  readonly heading: string
  /** Whether it has a 95 % interval, by the rule of its metric. */
  readonly hasInterval: boolean
}

/** A figure of a place, whose names are known to the types. */
export type PlacedFigure<P extends MetricPlace> = Figure & {
  readonly name: FigureNameIn<P>
  readonly field: FigureFieldIn<P>
  readonly metricField: MetricFieldIn<P>
}

/** All figures of a run, metric by metric. */
export const figures: readonly Figure[] = metrics.flatMap((metric) =>
  metric.statistics.map((statistic) => figureOf(metric, statistic)),
)

const byMetric: ReadonlyMap<MetricName, readonly Figure[]> = new Map(
  metrics.map(({ wire }) => [wire, figures.filter(({ metric }) => metric.wire === wire)]),
)
const byName: ReadonlyMap<string, Figure> = new Map(figures.map((figure) => [figure.name, figure]))

/** The figure of a name that a file holds; undefined for one that this version does not know. */
export function figureNamed(name: string): Figure | undefined {
  return byName.get(name)
}

/** The figures of one metric, in the order of its statistics. */
export function figuresOf(name: MetricName): readonly Figure[] {
  return byMetric.get(name) as Figure[]
}

/** The figures of a place, in the order of the catalogue. */
export function figuresIn<const P extends MetricPlace>(place: P): readonly PlacedFigure<P>[] {
  let placed = figuresByPlace.get(place)
  if (!placed) {
    placed = metrics.flatMap((metric) => (metric.headline[place] ?? []).map((each) => figureOf(metric, each)))
    figuresByPlace.set(place, placed)
  }
  return placed as readonly PlacedFigure<P>[]
}

/** The catalogue does not change, and every row of a result asks it. */
const figuresByPlace = new Map<MetricPlace, readonly Figure[]>()

function figureOf(metric: Metric<MetricName>, statistic: Statistic): Figure {
  const { wire, label, title, unit, heading = `${label} ${unit}` } = metric
  const prefix = statisticName(statistic)
  const name = (prefix === '' ? wire : `${prefix}_${wire}`) as FigureName
  const single = metric.statistics.length === 1
  const plain = single || statistic.kind === 'mean'
  return {
    name,
    field: camelCase(name) as FigureField,
    metricField: camelCase(wire) as MetricField,
    metric,
    statistic,
    label: single ? label : `${label}, ${statistic.kind === 'mean' ? 'mean' : prefix}`,
    title: plain ? title : `${title}, ${prefix}`,
    heading: plain ? heading : `${label} ${prefix} ${unit}`,
    hasInterval: metric.interval !== null && ['mean', 'percentile', 'whole'].includes(statistic.kind),
  }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
