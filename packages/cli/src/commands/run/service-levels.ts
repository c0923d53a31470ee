import { invalidArgument, type ServiceLevel } from '@sagellm-benchmark/protocol-types'

const metricOf: Readonly<Record<string, ServiceLevel['metric']>> = {
  ttft: 'ttft_ms',
  ttft_from_schedule: 'ttft_from_schedule_ms',
  tbt: 'tbt_ms',
  tpot: 'tpot_ms',
  e2el: 'e2e_latency_ms',
  e2e_latency: 'e2e_latency_ms',
}

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
