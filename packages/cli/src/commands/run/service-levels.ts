import { invalidArgument, type ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { serviceLevelMetrics, serviceLevelNames } from '@sagellm-benchmark/protocol-types/metrics'

/** The names of the schema and of the metrics they limit, both without the unit, which may be left out. */
const metricOf = Object.fromEntries([
  ...serviceLevelNames.map((name) => [withoutUnit(serviceLevelMetrics[name]), name] as const),
  ...serviceLevelNames.map((name) => [withoutUnit(name), name] as const),
])

/**
 * Service levels as users of other tools write them.
 *
 * @example parseServiceLevels(['ttft:200', 'tbt_ms<=50'])
 * @throws BenchError `invalid_argument` for an unknown metric or a limit that is not positive.
 */
export function parseServiceLevels(texts: readonly string[]): ServiceLevel[] {
  return texts.flatMap((text) => text.split(',')).map(parseOne)
}

function parseOne(text: string): ServiceLevel {
  const [, name = '', limit = ''] = /^\s*([a-z0-9_]+?)(?:_ms)?\s*(?::|<=|=)\s*([\d.]+)\s*$/.exec(text) ?? []
  const metric = metricOf[name]
  const maxMs = Number(limit)
  if (!metric || !(maxMs > 0)) {
    throw invalidArgument(
      '--goodput',
      text,
      `write METRIC:MILLISECONDS with one of ${Object.keys(metricOf).join(', ')}`,
    )
  }
  return { metric, maxMs }
}

function withoutUnit(name: string): string {
  return name.slice(0, -'_ms'.length)
}
