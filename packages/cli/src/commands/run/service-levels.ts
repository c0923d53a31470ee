import { invalidArgument, type ServiceLevel } from '@sagellm-benchmark/protocol-types'
import {
  serviceLevelMetrics,
  type ServiceLevelName,
  serviceLevelNames,
} from '@sagellm-benchmark/protocol-types/metrics'

/** Every name of a limit: those of the metrics that are limited, and then those of the schema, which win. */
const names = [
  ...serviceLevelNames.map((name) => [serviceLevelMetrics[name], name] as const),
  ...serviceLevelNames.map((name) => [name, name] as const),
]
/** The unit may be left out. */
const short = new Map(names.map(([name, level]) => [withoutUnit(name), level]))
const long = new Map<string, ServiceLevelName>(names)

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
  const [, name = '', limit = ''] = /^\s*([a-z0-9_]+)\s*(?::|<=|=)\s*([\d.]+)\s*$/.exec(text) ?? []
  const metric = long.get(name) ?? short.get(name)
  const maxMs = Number(limit)
  if (!metric || !(maxMs > 0)) {
    throw invalidArgument('--goodput', text, `write METRIC:MILLISECONDS with one of ${[...short.keys()].join(', ')}`)
  }
  return { metric, maxMs }
}

function withoutUnit(name: string): string {
  return name.slice(0, -'_ms'.length)
}
