import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { decimalsFor, formatNumber } from '../text/format-number.js'
import type { IntervalCell } from './report-document.js'

/** `39.6 .. 43.0 (rounds)`, `> 39.6` where the data leave the upper end open; `null` where they give no interval. */
export function intervalText(interval: Interval | null | undefined, decimals?: number): string | null {
  if (!interval) return null
  const { low, high } = interval
  const known = [low, high].filter((end) => end !== null)
  if (known.length === 0) return null
  const digits = decimals ?? decimalsFor(known)
  const ends = known.map((end) => formatNumber(end, digits))
  const text = low === null ? `< ${ends[0]}` : high === null ? `> ${ends[0]}` : ends.join(' .. ')
  const rests = [interval.method, ...(interval.notes ?? []).map(noteText)].filter(Boolean)
  return rests.length > 0 ? `${text} (${rests.join(', ')})` : text
}

/** What is to be known of an interval, in a word or two; `docs/metrics.md` explains it. */
const noteTexts: Readonly<Record<string, string>> = { heavy_tail: 'heavy tail' }

function noteText(note: string): string {
  return noteTexts[note] ?? note.replaceAll('_', ' ')
}

/** The same as a cell of a table; `null` where the data give no interval. */
export function intervalCell(interval: Interval | null | undefined, decimals?: number): IntervalCell | null {
  const text = intervalText(interval, decimals)
  return interval && text !== null ? { low: interval.low, high: interval.high, text } : null
}
