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
  /** Most rows kept whole; a fifth of them is for failures. @default 10_000 */
  readonly maxRows?: number
  /** Of the sample, where there are more. @default 0 */
  readonly seed?: number
}

/**
 * Reads records one by one and keeps what a report shows: a million take some 60 MB and no longer than they take to be read.
 *
 * @example await collectRequests(recordsOfJournal, { maxRows: 2_000 })
 */
export async function collectRequests(
  records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>,
  options: CollectOptions = {},
): Promise<CollectedRequests> {
  const maxRows = options.maxRows ?? 10_000
  const seed = options.seed ?? 0
  const names = ['startAt', 'endAt', 'ttftMs', 'tbtMs', 'workload'] as const
  const columns = Object.fromEntries(names.map((name) => [name, growingColumn()])) as Record<
    (typeof names)[number],
    GrowingColumn
  >
  const workloads = new Map<string, number>()
  // Failures have a reservoir of their own: among a million successes they are what a reader looks for.
  const failures = reservoir<RequestRow>(Math.max(1, Math.floor(maxRows / 5)), seed)
  const successes = reservoir<RequestRow>(maxRows, seed + 1)
  let warmup = 0
  let cancelled = 0

  for await (const record of records) {
    if (record.phase === 'warmup') {
      warmup++
      continue
    }
    let place = workloads.get(record.workload)
    if (place === undefined) workloads.set(record.workload, (place = workloads.size))
    const metrics = requestMetrics(record)
    columns.startAt.push(record.startAt)
    columns.endAt.push(record.endAt)
    columns.ttftMs.push(metrics.ttftMs ?? Number.NaN)
    columns.tbtMs.push(metrics.tbtMs ?? Number.NaN)
    columns.workload.push(place)
    if (record.errorClass === 'cancelled_by_run') cancelled++
    ;(record.errorClass === null ? successes : failures).offer(() => requestRow(record, metrics))
  }

  const room = Math.max(0, maxRows - failures.kept.length)
  const rows = [...failures.kept, ...successes.kept.slice(0, room)].sort((a, b) => a.startAt - b.startAt)
  const arrays = Object.fromEntries(names.map((name) => [name, columns[name].toArray()])) as Record<
    (typeof names)[number],
    Float64Array
  >
  return {
    ...arrays,
    total: successes.seen + failures.seen,
    failed: failures.seen - cancelled,
    cancelled,
    warmup,
    workloads: [...workloads.keys()],
    rows,
  }
}
