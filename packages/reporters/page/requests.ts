import type { PageRequests } from '../src/html/page-payload.js'
import { valueOf } from './unpack-rows.js'

/** One request, times in ms: `start` from the first start, the rest from its own start. */
export type PageRequest = {
  readonly id: string
  readonly workload: string
  readonly outcome: string
  readonly failed: boolean
  /** By the run's own time limit: no failure, and no latency either. */
  readonly cutOff: boolean
  readonly message: string | null
  readonly flags: string | null
  readonly start: number
  readonly scheduled: number
  readonly sent: number | null
  readonly headers: number | null
  readonly first: number | null
  readonly last: number | null
  readonly end: number
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** `null` for a failed request: it has no latency. */
  readonly ttft: number | null
  readonly tbt: number | null
  readonly e2e: number | null
  /** Lower case, for the filter. */
  readonly searched: string
}

/** The requests of the page, by start. */
export function unpackRequests(packed: PageRequests): PageRequest[] {
  const workload = valueOf(packed.workload)
  const outcome = valueOf(packed.outcome)
  const message = valueOf(packed.message)
  const flags = valueOf(packed.flags)
  const ms = (ticks: number | null | undefined) => (ticks === null || ticks === undefined ? null : ticks / 100)
  let start = 0
  return packed.ids.map((id, at) => {
    start += packed.start[at] ?? 0
    const cutOff = outcome(at) === 'cancelled_by_run' || outcome(at) === 'cancelled_by_client'
    const failed = packed.failed[at] === 1 && !cutOff
    const texts = [id, workload(at), outcome(at), message(at), flags(at)]
    return {
      id,
      workload: String(workload(at)),
      outcome: String(outcome(at)),
      failed,
      cutOff,
      message: message(at) as string | null,
      flags: flags(at) as string | null,
      start: start / 100,
      scheduled: (packed.scheduled[at] ?? 0) / 100,
      sent: ms(packed.sent[at]),
      headers: ms(packed.headers[at]),
      first: ms(packed.first[at]),
      last: ms(packed.last[at]),
      end: (packed.end[at] ?? 0) / 100,
      inputTokens: packed.inputTokens[at] ?? null,
      outputTokens: packed.outputTokens[at] ?? null,
      ttft: failed || cutOff ? null : ms(packed.first[at]),
      tbt: ms(packed.tbt[at]),
      e2e: failed || cutOff ? null : ms(packed.last[at]),
      searched: texts
        .filter((text) => text !== null)
        .join(' ')
        .toLowerCase(),
    }
  })
}
