import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { MetricUnit } from '@sagellm-benchmark/protocol-types/metrics'
import { decimalsFor, formatNumber, formatShare } from '../text/format-number.js'
import type { IntervalCell } from './report-document.js'

type IntervalTextOptions = {
  /** @default three significant digits */
  readonly decimals?: number | undefined
  /** The unit of the value beside it: a share is shown as per cent, any other is not repeated. @default none */
  readonly unit?: MetricUnit
}

/** `39.6 .. 43.0 (rounds)`, `6.6 % .. 43 %` for a share, `> 39.6` where the data leave the upper end open; `null` where they give no interval. */
export function intervalText(
  interval: Interval | null | undefined,
  { decimals, unit }: IntervalTextOptions = {},
): string | null {
  if (!interval) return null
  const { low, high } = interval
  const known = [low, high].filter((end) => end !== null)
  if (known.length === 0) return null
  const digits = decimals ?? decimalsFor(known)
  const ends = known.map((end) => (unit === 'share' ? formatShare(end) : formatNumber(end, digits)))
  const text = low === null ? `< ${ends[0]}` : high === null ? `> ${ends[0]}` : ends.join(' .. ')
  const rests = [interval.method, ...(interval.notes ?? []).map(noteText)].filter(Boolean)
  return rests.length > 0 ? `${text} (${rests.join(', ')})` : text
}

/** What is to be known of an interval, in a word or two; `docs/metrics.md` explains it. */
const noteTexts: Readonly<Record<string, string>> = {
  cut_at_zero: 'cut at 0',
  heavy_tail: 'heavy tail',
  short_window: 'short window',
}

function noteText(note: string): string {
  return noteTexts[note] ?? note.replaceAll('_', ' ')
}

/** The same as a cell of a table; `null` where the data give no interval. */
export function intervalCell(
  interval: Interval | null | undefined,
  options: IntervalTextOptions = {},
): IntervalCell | null {
  const text = intervalText(interval, options)
  return interval && text !== null ? { low: interval.low, high: interval.high, text } : null
}
