import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import { requestMetrics } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { type GrowingColumn, growingColumn } from './growing-column.js'
import { type RequestRow, requestRow } from './request-row.js'
import { reservoir } from './reservoir.js'

/** Everything that pictures of the distribution and of time need, 40 bytes a request, and a bounded number of whole rows. */
export type CollectedRequests = {
  /** Measured requests; warm-up is counted apart and is in nothing else. */
  readonly total: number
  readonly failed: number
  /** Cut off by the run itself at its time limit: in `total`, not in `failed`. */
  readonly cancelled: number
  readonly warmup: number
  readonly workloads: readonly string[]
  /** One value a measured request, in order of arrival here. `NaN`: not known. Stamps in ms. */
  readonly startAt: Float64Array
  readonly endAt: Float64Array
  readonly ttftMs: Float64Array
  readonly tbtMs: Float64Array
  /** Place in `workloads`. */
  readonly workload: Float64Array
  /** By start; all of them where they fit, else a uniform sample, failures preferred. */
  readonly rows: readonly RequestRow[]
}

export type CollectOptions = {
  /** Max rows kept whole; a fifth of them is for failures. @default 10_000 */
  readonly maxRows?: number
  /** Of the sample, where there are more. @default 0 */
  readonly seed?: number
}

/** Where a report takes its requests from: collected before, for several reports of one reading, or records to be read. */
export type RequestSource = CollectedRequests | AsyncIterable<RequestRecord> | Iterable<RequestRecord>

/** Takes records one at a time and keeps what a report shows of them. */
export interface RequestCollector {
  /** The record itself is not kept. */
  add(record: RequestRecord): void
  result(): CollectedRequests
}

/**
 * Reads records one by one and keeps what a report shows: a million take some 60 MB and no longer than they take to be read. What is
 * collected already stays as it is.
 *
 * @example await collectRequests(recordsOfJournal, { maxRows: 2_000 })
 */
export async function collectRequests(source: RequestSource, options: CollectOptions = {}): Promise<CollectedRequests> {
  if ('rows' in source) return source
  const collector = createRequestCollector(options)
  for await (const record of source) collector.add(record)
  return collector.result()
}

const columnNames = ['startAt', 'endAt', 'ttftMs', 'tbtMs', 'workload'] as const
type Columns<T> = Record<(typeof columnNames)[number], T>

/**
 * The same for a loop that feeds several readers of one journal.
 *
 * @example
 * const collector = createRequestCollector()
 * for await (const record of records) collector.add(record)
 * await renderReport({ input, format: 'html', records: collector.result() })
 */
export function createRequestCollector({ maxRows = 10_000, seed = 0 }: CollectOptions = {}): RequestCollector {
  const columns = Object.fromEntries(columnNames.map((name) => [name, growingColumn()])) as Columns<GrowingColumn>
  const workloads = new Map<string, number>()
  // Failures have a reservoir of their own: among a million successes they are what a reader looks for.
  const failures = reservoir<RequestRow>(Math.max(1, Math.floor(maxRows / 5)), seed)
  const successes = reservoir<RequestRow>(maxRows, seed + 1)
  let warmup = 0
  let cancelled = 0

  return {
    add(record) {
      if (record.phase === 'warmup') {
        warmup++
        return
      }
      let place = workloads.get(record.workload)
      if (place === undefined) workloads.set(record.workload, (place = workloads.size))
      const metrics = requestMetrics(record)
      columns.startAt.push(record.startAt)
      columns.endAt.push(record.endAt)
      columns.ttftMs.push(metrics.ttftMs ?? Number.NaN)
      columns.tbtMs.push(metrics.tbtMs ?? Number.NaN)
      columns.workload.push(place)
      if (wasCancelled(record.errorClass)) cancelled++
      ;(record.errorClass === null ? successes : failures).offer(() => requestRow(record, metrics))
    },
    result() {
      const room = Math.max(0, maxRows - failures.kept.length)
      const arrays = columnNames.map((name) => [name, columns[name].toArray()])
      return {
        ...(Object.fromEntries(arrays) as Columns<Float64Array>),
        total: successes.seen + failures.seen,
        failed: failures.seen - cancelled,
        cancelled,
        warmup,
        workloads: [...workloads.keys()],
        rows: [...failures.kept, ...successes.kept.slice(0, room)].sort((a, b) => a.startAt - b.startAt),
      }
    },
  }
}
