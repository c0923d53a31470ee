import { limitText, parseLimit } from '@sagellm-benchmark/protocol-types/thresholds'

/**
 * Limits of `--threshold` in the one form of each, as plans hold them. Several may stand in one value, with commas.
 *
 * @throws BenchError `invalid_argument` that says the right form.
 * @example parseThresholds(['ttft.p99<0.5s,errors<1%']) // ['ttft.p99<500ms', 'errors<1%']
 */
export function parseThresholds(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(',')).map((text) => limitText(parseLimit(text, '--threshold')))
}
