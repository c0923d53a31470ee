import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { type RequestMetrics, requestMetrics } from '../request/request-metrics.js'
import { outputTokens } from '../request/request-values.js'
import { createGapSample } from './gap-sample.js'
import { createRowTable } from './row-table.js'

/** What the rules of other tools need of one successful request; `null`: not known. Stamps and metrics in ms. */
export type ForeignRow = Pick<
  RequestRecord,
  'startAt' | 'headersAt' | 'firstChoiceAt' | 'firstTokenAt' | 'lastTokenAt' | 'endAt'
> &
  Omit<RequestMetrics, 'itlMs'> & {
    /** Last chunk with a choice, the finish chunk included. */
    readonly lastChoiceAt: number | null
    readonly promptTokens: number | null
    readonly outputTokens: number | null
    readonly reasoningTokens: number | null
    /** 0 where the request opened a connection of its own. */
    readonly connectionReused: number | null
  }

/** What the rules of other tools are applied to: the measured requests, parted by outcome. */
export type ForeignSample = {
  /** Successful requests. They are stored in columns; each pass over them makes the rows anew. */
  readonly ok: Iterable<ForeignRow>
  readonly completed: number
  /** The error of each request that failed, in the words of the other side where there are any. */
  readonly errors: readonly string[]
  /** First start to last end in seconds, failures included; `null` where there is no length. */
  readonly durationS: number | null
  /** The same of the successful requests alone. */
  readonly okDurationS: number | null
  /** Sums over `ok`; `null` as soon as one count is not known. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Time between successive chunks, ms. */
  readonly gaps: ForeignGaps
  /** The same with the chunks that hold no text, role and finish among them; `n` is 0 where a request does not tell them. */
  readonly chunkGaps: ForeignGaps
}

export type ForeignGaps = { readonly n: number; statistics(wanted: readonly Statistic[]): (number | null)[] }

/** Takes records one at a time, in about 140 bytes each; what the run cut off is no result in any of these tools: it counts as failed. */
export interface ForeignTally {
  add(record: RequestRecord): void
  sample(): ForeignSample
}

export function createForeignTally(): ForeignTally {
  const rows = createRowTable<ForeignRow>()
  const gaps = createGapSample()
  const chunkGaps = createGapSample()
  let allChunksKnown = true
  const errors: string[] = []
  // Most failures of a run say the same: each text is kept once.
  const texts = new Map<string, string>()
  const all = createSpan()
  const succeeded = createSpan()
  return {
    add(record) {
      if (record.phase !== 'measured') return
      all.add(record)
      if (record.errorClass !== null) {
        const text = record.errorMessage ?? record.errorClass
        if (!texts.has(text)) texts.set(text, text)
        errors.push(texts.get(text) as string)
        return
      }
      succeeded.add(record)
      const { itlMs, ...metrics } = requestMetrics(record)
      for (const gap of itlMs) gaps.add(gap)
      const chunks = choiceChunks(record)
      allChunksKnown &&= chunks !== null
      for (let at = 1; chunks && at < chunks.length; at++)
        chunkGaps.add((chunks[at] as number) - (chunks[at - 1] as number))
      rows.push({
        ...metrics,
        startAt: record.startAt,
        headersAt: record.headersAt,
        firstChoiceAt: record.firstChoiceAt,
        lastChoiceAt: chunks?.at(-1) ?? null,
        firstTokenAt: record.firstTokenAt,
        lastTokenAt: record.lastTokenAt,
        endAt: record.endAt,
        promptTokens: record.promptTokens,
        outputTokens: outputTokens(record),
        reasoningTokens: record.usage?.reasoningTokens ?? null,
        connectionReused: record.connectionReused === null ? null : Number(record.connectionReused),
      })
    },
    sample: () => ({
      ok: rows,
      completed: rows.length,
      errors,
      durationS: all.seconds(),
      okDurationS: succeeded.seconds(),
      inputTokens: total(rows, ({ promptTokens }) => promptTokens),
      outputTokens: total(rows, (row) => row.outputTokens),
      gaps,
      chunkGaps: allChunksKnown ? chunkGaps : createGapSample(),
    }),
  }
}

/** Stamps of every chunk with a choice, ascending; `null` where the record only has those of its steps. */
function choiceChunks({ firstChoiceAt, tokenAt, otherChunkAt }: RequestRecord): Float64Array | null {
  return firstChoiceAt === null ? null : Float64Array.from([...tokenAt, ...otherChunkAt]).sort()
}

function createSpan() {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  return {
    add({ startAt, endAt }: RequestRecord) {
      from = Math.min(from, startAt)
      to = Math.max(to, endAt)
    },
    seconds: () => (to > from ? (to - from) / 1000 : null),
  }
}

function total(rows: Iterable<ForeignRow>, count: (row: ForeignRow) => number | null): number | null {
  let sum = 0
  for (const row of rows) {
    const each = count(row)
    if (each === null) return null
    sum += each
  }
  return sum
}

/** The values that are known. */
export function knownValues(rows: Iterable<ForeignRow>, value: (row: ForeignRow) => number | null): Float64Array {
  const values: number[] = []
  for (const row of rows) {
    const each = value(row)
    if (each !== null) values.push(each)
  }
  return Float64Array.from(values)
}

/** Whether something holds for every row; true without any. */
export function holdsForAll(rows: Iterable<ForeignRow>, holds: (row: ForeignRow) => boolean): boolean {
  for (const row of rows) if (!holds(row)) return false
  return true
}

/** Only the entries that are known: another tool's file leaves a field out rather than holding `null`. */
export function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
