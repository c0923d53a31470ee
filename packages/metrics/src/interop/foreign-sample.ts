import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { outputTokens } from '../request/request-values.js'

/** What the rules of other tools are applied to: the measured requests, parted by outcome. */
export type ForeignSample = {
  readonly ok: readonly RequestRecord[]
  readonly failed: readonly RequestRecord[]
  /** First start to last end, failures included, seconds; `null` for nothing. */
  readonly durationS: number | null
  /** Sums over `ok`; `null` as soon as one count is not known. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
}

/** What the run cut off is no result in any of these tools: it counts as failed. */
export function foreignSample(records: Iterable<RequestRecord>): ForeignSample {
  const measured = [...records].filter(({ phase }) => phase === 'measured')
  const ok = measured.filter(({ errorClass }) => errorClass === null)
  return {
    ok,
    failed: measured.filter(({ errorClass }) => errorClass !== null),
    durationS: secondsOf(measured),
    inputTokens: total(ok.map(({ promptTokens }) => promptTokens)),
    outputTokens: total(ok.map(outputTokens)),
  }
}

/** First start to last end in seconds; `null` where there is no length. */
export function secondsOf(records: readonly RequestRecord[]): number | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { startAt, endAt } of records) {
    from = Math.min(from, startAt)
    to = Math.max(to, endAt)
  }
  return to > from ? (to - from) / 1000 : null
}

function total(counts: readonly (number | null)[]): number | null {
  let sum = 0
  for (const count of counts) {
    if (count === null) return null
    sum += count
  }
  return sum
}

/** The values that are known. */
export function knownValues<T>(items: readonly T[], value: (item: T) => number | null): Float64Array {
  return Float64Array.from(items.map(value).filter((each) => each !== null))
}

/** Only the entries that are known: another tool's file leaves a field out rather than holding `null`. */
export function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
