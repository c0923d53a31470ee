import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { EnvironmentChange, HistorySeries } from '@sagellm-benchmark/protocol-types/history'
import type { MeasuredPoint } from './measured-point.js'

/** Runs of one figure in the order of their time, before they are judged. */
export type PointSeries = Pick<
  HistorySeries,
  | 'tool'
  | 'engine'
  | 'workload'
  | 'model'
  | 'hardware'
  | 'simulated'
  | 'metric'
  | 'unit'
  | 'better'
  | 'points'
  | 'environmentChanges'
> & {
  /** Of its newest point. */
  readonly url: string | null
}

export type SeriesOptions = {
  /** Newest points that are kept. */
  readonly last: number
  /** Wire names of the figures. @default all that are there */
  readonly metrics?: readonly string[]
}

const MOST_CHANGES = 100

/**
 * A series for each figure of each thing that was measured at least twice. A measurement that stands in several files, or in several versions
 * of one, counts once. Points come in the order of their time; those without one stand before, in the order in which they came.
 */
export function seriesOfPoints(points: readonly MeasuredPoint[], { last, metrics = [] }: SeriesOptions): PointSeries[] {
  const groups = new Map<string, MeasuredPoint[]>()
  for (const point of withoutTwins(points)) {
    const { tool, engine, workload, model, hardware, simulated } = point
    const key = JSON.stringify([tool, engine, workload, model, hardware, simulated])
    const group = groups.get(key)
    if (group) group.push(point)
    else groups.set(key, [point])
  }
  return [...groups.values()].flatMap((group) => {
    const ordered = [...group].sort((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)))
    const names = [...new Set(ordered.flatMap(({ figures }) => Object.keys(figures)))]
    return names
      .filter((name) => metrics.length === 0 || metrics.includes(name))
      .flatMap((name) => seriesOf(ordered, { name, last }))
  })
}

function seriesOf(ordered: readonly MeasuredPoint[], { name, last }: { name: string; last: number }): PointSeries[] {
  const known = ordered.filter(({ figures }) => isPositive(figures[name])).slice(-last)
  const newest = known.at(-1)
  const figure = figureNamed(name)?.metric ?? newest?.own?.[name]
  if (figure === undefined || newest === undefined || known.length < 2) return []
  const { tool, engine, workload, model, hardware, simulated, url } = newest
  return [
    {
      ...{ tool, engine, workload, model, hardware, simulated, url },
      metric: name,
      unit: figure.unit,
      better: figure.better,
      points: known.map(({ figures, measuredAt, source }) => ({ value: figures[name] as number, measuredAt, source })),
      environmentChanges: environmentChanges(known.map(({ environment }) => environment)),
    },
  ]
}

function isPositive(value: number | null | undefined): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

/** Unix ms; what has no time comes first. */
function timeOf({ measuredAt }: MeasuredPoint): number {
  const time = Date.parse(measuredAt ?? '')
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
}

function withoutTwins(points: readonly MeasuredPoint[]): MeasuredPoint[] {
  const seen = new Map<string, MeasuredPoint>()
  for (const point of points) {
    const { source: _source, environment: _environment, own: _own, ...measured } = point
    // Two runs without a time may have the same figures by chance, but not down to the last digit of all of them.
    const key = JSON.stringify(measured)
    if (!seen.has(key)) seen.set(key, point)
  }
  return [...seen.values()]
}

/** What is not as it was at the point before. A fact that one of the two files does not have is no change. */
function environmentChanges(environments: readonly Readonly<Record<string, string>>[]): EnvironmentChange[] {
  const known = new Map<string, string>()
  const changes: EnvironmentChange[] = []
  environments.forEach((environment, at) => {
    for (const [name, after] of Object.entries(environment)) {
      const before = known.get(name)
      known.set(name, after)
      if (before !== undefined && before !== after) changes.push({ at, name, before, after })
    }
  })
  return changes.slice(-MOST_CHANGES)
}
