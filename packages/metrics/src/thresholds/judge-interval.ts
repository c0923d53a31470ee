import type { Threshold, ThresholdFinding } from '@sagellm-benchmark/protocol-types/thresholds'
import type { OpenBounds } from '../statistics/bounds.js'

/**
 * Whether a limit holds for all values of an interval, for none, or for some of them. An end that is `null` is not known, so that nothing is
 * shown on that side.
 *
 * @example judgeInterval({ sign: '<', limit: 500 }, { low: 420, high: 480 }) // 'holds'
 */
export function judgeInterval(
  { sign, limit }: Pick<Threshold, 'sign' | 'limit'>,
  { low, high }: OpenBounds,
): ThresholdFinding['verdict'] {
  const upper = sign === '<' || sign === '<='
  const [good, bad] = upper ? [high, low] : [low, high]
  if (good !== null && keeps(good, { sign, limit })) return 'holds'
  if (bad !== null && !keeps(bad, { sign, limit })) return 'fails'
  return 'undecided'
}

/** Whether one value keeps a limit. */
export function keeps(value: number, { sign, limit }: Pick<Threshold, 'sign' | 'limit'>): boolean {
  switch (sign) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
  }
}
