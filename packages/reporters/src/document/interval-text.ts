import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { decimalsFor, formatNumber } from '../text/format-number.js'
import type { IntervalCell } from './report-document.js'

/** `39.6 .. 43.0 (rounds)`; `null` where the data give no interval. */
export function intervalText(interval: Interval | null | undefined, decimals?: number): string | null {
  if (!interval || interval.low === null || interval.high === null) return null
  const digits = decimals ?? decimalsFor([interval.low, interval.high])
  const method = interval.method ? ` (${interval.method})` : ''
  return `${formatNumber(interval.low, digits)} .. ${formatNumber(interval.high, digits)}${method}`
}

/** The same as a cell of a table; `null` where the data give no interval. */
export function intervalCell(interval: Interval | null | undefined, decimals?: number): IntervalCell | null {
  const text = intervalText(interval, decimals)
  return text === null ? null : { low: interval?.low as number, high: interval?.high as number, text }
}
