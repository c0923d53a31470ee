import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { decimalsFor, formatNumber } from '../text/format-number.js'

/** `39.6 .. 43.0 (rounds)`; `null` where the data give no interval. */
export function intervalText(interval: Interval | null | undefined, decimals?: number): string | null {
  if (!interval || interval.low === null || interval.high === null) return null
  const digits = decimals ?? decimalsFor([interval.low, interval.high])
  const method = interval.method ? ` (${interval.method})` : ''
  return `${formatNumber(interval.low, digits)} .. ${formatNumber(interval.high, digits)}${method}`
}
