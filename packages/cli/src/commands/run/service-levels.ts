import { invalidArgument, type ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { parseLimit, thresholdText } from '@sagellm-benchmark/protocol-types/thresholds'

/**
 * Service levels as users of other tools write them.
 *
 * @example parseServiceLevels(['ttft:200', 'tbt_ms<=50'])
 * @throws BenchError `invalid_argument` for what is no limit on each request.
 */
export function parseServiceLevels(texts: readonly string[]): ServiceLevel[] {
  return texts.flatMap((text) => text.split(',')).map(parseOne)
}

function parseOne(text: string): ServiceLevel {
  const limit = parseLimit(text, '--goodput')
  if (limit.of === 'request') return limit.level
  throw invalidArgument(
    '--goodput',
    text,
    `a good request keeps a limit of its own, such as ttft:200; for a figure of the run write --threshold '${thresholdText(limit.threshold)}'`,
  )
}
