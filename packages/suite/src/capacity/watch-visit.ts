import { type MeasuredLoad, type SearchedLimit } from '@sagellm-benchmark/metrics/sweeps'
import { watchOverload } from '../sweep/watch-overload.js'

export type VisitWatch = ReturnType<typeof watchOverload> & {
  /** What was seen, in the order in which the requests were to arrive. */
  seen(): Pick<MeasuredLoad, 'values' | 'latencies'> & {
    /** Requests that ended in the measured part. */
    readonly requests: number
    /** ms by which the latest of them was sent after its time. */
    readonly lateMs: number
    /** Limits for which most answers have no value, as a stream in one read has no time between tokens. */
    readonly unseen: readonly string[]
  }
}

/** Keeps of each request what the limits of a search judge, and ends a load that is more than the server can carry. */
export function watchVisit(limits: readonly SearchedLimit[]): VisitWatch {
  const overload = watchOverload()
  let lateMs = 0
  const rows: { readonly at: number; readonly latency: number | null; readonly values: (number | null)[] }[] = []
  return {
    ...overload,
    add(record) {
      overload.add(record)
      if (record.phase !== 'measured') return
      lateMs = Math.max(lateMs, record.startAt - record.scheduledAt)
      rows.push({
        at: record.scheduledAt,
        latency: record.errorClass === null ? record.endAt - record.startAt : null,
        values: limits.map(({ valueOf }) => valueOf(record)),
      })
    },
    seen() {
      rows.sort((a, b) => a.at - b.at)
      const known = (of: (row: (typeof rows)[number]) => number | null) => rows.flatMap((row) => of(row) ?? [])
      const latencies = known(({ latency }) => latency)
      const values = limits.map((_, at) => known((row) => row.values[at] ?? null))
      const unseen = limits.filter((_, at) => (values[at] as number[]).length < latencies.length / 2)
      return { values, latencies, lateMs, requests: rows.length, unseen: unseen.map(({ text }) => text) }
    },
  }
}
