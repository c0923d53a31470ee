import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { type ForeignRequest, foreignRequest, outcome } from './foreign-request.js'
import { createGapLists, type GapLists } from './gap-lists.js'
import { createRowTable, type RowTable } from './row-table.js'

/** How another tool reads what was measured. */
export type ForeignRules = {
  /** Whether the tool would count the request as a success. */
  succeeds(request: ForeignRequest): boolean
  /** The chunks between which its gaps run; `null`: it has none. */
  readonly gapsBetween: 'text' | 'choice' | null
  figures(sample: ForeignSample): Record<string, unknown>
  /** Figures of one successful request, of tools that write them. */
  request?(request: ForeignRequest): Record<string, number | null>
}

/** What the rules of other tools are applied to: the measured requests of one target and workload. */
export type ForeignSample = {
  /** All of them, in columns; each pass makes the rows anew. */
  readonly requests: RowTable<ForeignRequest>
  /** The successful ones in the tool's own sense. */
  readonly ok: Iterable<ForeignRequest>
  readonly completed: number
  readonly failed: number
  /** What our records say: a cut stream is a failure, and what the run cut off is neither. */
  readonly ours: { readonly completed: number; readonly failed: number; readonly cancelledByRun: number }
  /** For each request as it came the error, in the words of the other side where there are any; empty for a success. */
  readonly errors: readonly string[]
  /** First start to last end in seconds, failures included; `null` where there is no length. */
  readonly durationS: number | null
  readonly gaps: GapLists
  /** Whether the chunks of every successful request are known. */
  readonly gapsKnown: boolean
  readonly serviceLevels: readonly ServiceLevel[]
}

/** Takes records one at a time, in about 200 bytes each and 8 bytes a gap. */
export interface ForeignTally {
  /** Warm-up is ignored. */
  add(record: RequestRecord): void
  sample(): ForeignSample
}

export function createForeignTally(
  { succeeds, gapsBetween }: ForeignRules,
  serviceLevels: readonly ServiceLevel[],
): ForeignTally {
  const requests = createRowTable<ForeignRequest>()
  const gaps = createGapLists()
  const errors: string[] = []
  // Most failures of a run say the same: each text is kept once.
  const texts = new Map<string, string>()
  const ours = { completed: 0, failed: 0, cancelledByRun: 0 }
  let gapsKnown = gapsBetween !== null
  let completed = 0
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return {
    add(record) {
      if (record.phase !== 'measured') return
      from = Math.min(from, record.startAt)
      to = Math.max(to, record.endAt)
      const seen = foreignRequest(record)
      const success = succeeds(seen.request)
      if (success) completed++
      ours[ourCount(seen.request)]++
      const text = success ? '' : (record.errorMessage ?? record.errorClass ?? '')
      if (!texts.has(text)) texts.set(text, text)
      errors.push(texts.get(text) as string)
      const stamps = gapsBetween === null ? null : seen[gapsBetween]
      if (success && stamps === null) gapsKnown = false
      if (gapsBetween !== null) gaps.push(stamps ?? [], success)
      requests.push(seen.request)
    },
    sample: () => ({
      requests,
      ok: { [Symbol.iterator]: () => successes(requests, succeeds) },
      completed,
      failed: requests.length - completed,
      ours,
      errors,
      durationS: to > from ? (to - from) / 1000 : null,
      gaps,
      gapsKnown,
      serviceLevels,
    }),
  }
}

function ourCount(request: ForeignRequest): 'completed' | 'failed' | 'cancelledByRun' {
  if (request.outcome === outcome.ok) return 'completed'
  return request.outcome === outcome.cancelled ? 'cancelledByRun' : 'failed'
}

function* successes(requests: Iterable<ForeignRequest>, succeeds: ForeignRules['succeeds']): Generator<ForeignRequest> {
  for (const request of requests) if (succeeds(request)) yield request
}

/** Sum of a count over the requests; `null` as soon as one is not known. */
export function totalOf(
  requests: Iterable<ForeignRequest>,
  count: (request: ForeignRequest) => number | null,
): number | null {
  let sum = 0
  for (const request of requests) {
    const each = count(request)
    if (each === null) return null
    sum += each
  }
  return sum
}

/** The values that are known. */
export function knownValues(
  requests: Iterable<ForeignRequest>,
  value: (request: ForeignRequest) => number | null,
): Float64Array {
  const values: number[] = []
  for (const request of requests) {
    const each = value(request)
    if (each !== null) values.push(each)
  }
  return Float64Array.from(values)
}

/** Whether something holds for every request; true without any. */
export function holdsForAll(requests: Iterable<ForeignRequest>, holds: (request: ForeignRequest) => boolean): boolean {
  for (const request of requests) if (!holds(request)) return false
  return true
}

/** The time from one stamp to another; `null` where one of them is not known. */
export function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from
}

/** Only the entries that are known: another tool's file leaves a field out rather than holding `null`. */
export function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
