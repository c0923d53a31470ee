import { type MeasuredLoad, type SearchedLimit } from '@sagellm-benchmark/metrics/sweeps'
import { watchOverload } from '../sweep/watch-overload.js'

export type VisitWatch = ReturnType<typeof watchOverload> & {
  /** What was seen, in the order in which the requests were to arrive. */
  seen(): Pick<MeasuredLoad, 'values' | 'latencies'> & {
    /** Requests that ended in the measured part. */
    readonly requests: number
    /** ms by which the latest of them was sent after its time. */
    readonly lateMs: number
    /** Whether they were sent as fast as their own schedule had it: what it drew of a rate may be more or less. */
    readonly rateKept: boolean
    /**
     * `values` as a late client has to be judged: whether a request kept its limits is told from its scheduled time, because it would have
     * been answered no later had it been sent then.
     */
    readonly valuesOfLate: MeasuredLoad['values']
    /** Limits for which most answers have no value, as a stream in one read has no time between tokens. */
    readonly unseen: readonly string[]
  }
}

/** Of the rate that a schedule drew, what has to be reached: as `load_not_kept` has it. */
const RATE_SHARE = 0.95

/** Keeps of each request what the limits of a search judge, and ends a load that is more than the server can carry. */
export function watchVisit(limits: readonly SearchedLimit[]): VisitWatch {
  const overload = watchOverload()
  let lateMs = 0
  const scheduled = spanOfTimes()
  const started = spanOfTimes()
  const rows: Row[] = []
  return {
    ...overload,
    add(record) {
      overload.add(record)
      if (record.phase !== 'measured') return
      lateMs = Math.max(lateMs, record.startAt - record.scheduledAt)
      scheduled.add(record.scheduledAt)
      started.add(record.startAt)
      const inTime = { ...record, startAt: record.scheduledAt }
      rows.push({
        at: record.scheduledAt,
        latency: record.errorClass === null ? record.endAt - record.startAt : null,
        values: limits.map(({ valueOf }) => valueOf(record)),
        valuesOfLate: limits.map(({ valueOf, binary }) => valueOf(binary ? inTime : record)),
      })
    },
    seen() {
      rows.sort((a, b) => a.at - b.at)
      const known = (of: (row: Row) => number | null) => rows.flatMap((row) => of(row) ?? [])
      const latencies = known(({ latency }) => latency)
      const values = limits.map((_, at) => known((row) => row.values[at] ?? null))
      const valuesOfLate = limits.map((_, at) => known((row) => row.valuesOfLate[at] ?? null))
      const unseen = limits.flatMap(({ text }, at) =>
        (values[at] as number[]).length < latencies.length / 2 ? [text] : [],
      )
      const rateKept = RATE_SHARE * started.ms() <= scheduled.ms()
      return { values, valuesOfLate, latencies, lateMs, rateKept, requests: rows.length, unseen }
    },
  }
}

type Row = {
  readonly at: number
  readonly latency: number | null
  readonly values: readonly (number | null)[]
  readonly valuesOfLate: readonly (number | null)[]
}

/** From the first of some times to the last. */
function spanOfTimes() {
  let [first, last] = [Infinity, -Infinity]
  return {
    add(at: number) {
      first = Math.min(first, at)
      last = Math.max(last, at)
    },
    ms: () => Math.max(0, last - first),
  }
}
