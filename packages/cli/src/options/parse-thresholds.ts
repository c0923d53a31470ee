import { figureGateOf } from '@sagellm-benchmark/metrics/thresholds'
import { limitText, parseLimit } from '@sagellm-benchmark/protocol-types/thresholds'

/**
 * Limits of `--threshold`, or of another flag, in the one form of each, as plans hold them. Several may stand in one value, with commas.
 *
 * @throws BenchError `invalid_argument` that says the right form.
 * @example parseThresholds(['ttft.p99<0.5s,errors<1%']) // ['ttft.p99<500ms', 'errors<1%']
 */
export function parseThresholds(texts: readonly string[], flag = '--threshold'): string[] {
  return texts.flatMap((text) => text.split(',')).map((text) => limitText(parseLimit(text, flag)))
}

/** The same for a command that does not keep requests apart. @throws BenchError `invalid_argument` for a limit on each request, too. */
export function parseFigureThresholds(texts: readonly string[]): string[] {
  const thresholds = parseThresholds(texts)
  figureGateOf({ thresholds, onUndecided: 'fail' })
  return thresholds
}
