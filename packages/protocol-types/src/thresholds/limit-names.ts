import { metrics } from '../metrics/catalogue.js'
import type { Metric } from '../metrics/define-metric.js'
import { type Figure, figures, figuresOf } from '../metrics/figures.js'
import { serviceLevelMetrics, type ServiceLevelName, serviceLevelNames } from '../metrics/service-level-names.js'
import { statisticName } from '../metrics/statistic.js'

/** Names that people use for a metric beside that of the catalogue with and without its unit. */
const nicknames: Readonly<Record<string, string>> = {
  errors: 'error_rate',
  e2e: 'e2el_ms',
  e2e_latency: 'e2el_ms',
  e2e_latency_ms: 'e2el_ms',
  goodput: 'goodput_rps',
  attainment: 'slo_attainment',
}

const unitEnding = /_(ms|tps|rps|mb|j)$/

/** A metric's name as a limit prints it: `ttft`, `output_throughput`, `errors`. */
export function limitName({ wire }: Pick<Metric, 'wire'>): string {
  return wire === 'error_rate' ? 'errors' : wire.replace(unitEnding, '')
}

/** The metric of a name: that of the catalogue, with or without the unit, or one of the nicknames. */
export function metricOfName(name: string): Metric | undefined {
  return metricsByName.get(name)
}

const metricsByName: ReadonlyMap<string, Metric> = new Map([
  ...metrics.flatMap((metric): [string, Metric][] => [
    [limitName(metric), metric],
    [metric.wire, metric],
  ]),
  ...Object.entries(nicknames).map(([name, wire]): [string, Metric] => [
    name,
    metrics.find((metric) => metric.wire === wire) as Metric,
  ]),
])

/** The names that an error lists. */
export const listedNames: readonly string[] = metrics.map(limitName)

/** The service level of a metric, on which each request is judged: TTFT on the one from the scheduled arrival. */
export function levelOfMetric({ wire }: Pick<Metric, 'wire'>): ServiceLevelName | undefined {
  const own = serviceLevelNames.find((name) => name === wire)
  return own ?? serviceLevelNames.find((name) => serviceLevelMetrics[name] === wire)
}

/** The figure of a name that files bear, as `p99_ttft_ms`, or the same without the unit. */
export function figureOfName(name: string): Figure | undefined {
  return figures.find((figure) => figure.name === name || figure.name.replace(unitEnding, '') === name)
}

/** The only figure of a metric that has one; undefined for others, whose statistic must be said. */
export function soleFigure({ wire }: Metric): Figure | undefined {
  const own = figuresOf(wire as Figure['metric']['wire'])
  return own.length === 1 ? own[0] : undefined
}

const statisticNames: Readonly<Record<string, string>> = { mean: 'avg', median: 'p50', med: 'p50' }

/** The figure of a metric and a statistic, written `p99`, `p99.9`, `p(99.9)`, `avg` or `mean`. */
export function figureOfStatistic({ wire }: Metric, statistic: string): Figure | undefined {
  const percentile = /^p\(?(\d+)(?:\.(\d+))?\)?$/.exec(statistic)
  const name = percentile ? `p${percentile[1]}${percentile[2] ?? ''}` : (statisticNames[statistic] ?? statistic)
  return figuresOf(wire as Figure['metric']['wire']).find(
    (figure) => figure.statistic.kind !== 'whole' && statisticName(figure.statistic) === name,
  )
}
