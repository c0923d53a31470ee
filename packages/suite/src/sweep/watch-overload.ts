import { type EndedRequest, isOverloaded, latencyRise } from '@sagellm-benchmark/metrics/sweeps'
import type { RunPlanOptions } from '@sagellm-benchmark/runner'

type LoadWatch = ReturnType<NonNullable<RunPlanOptions['watch']>>

/** Looks come ever later: each costs a pass over all requests. */
const LOOK_GROWTH = 1.3
const FIRST_LOOK = 50

/** A watch that ends a load under which the queue of the server only grows: no time would be long enough for it. */
export interface OverloadWatch extends LoadWatch {
  overloaded(): boolean
  /** By how much latencies rose from the first half of the requests to the second, ms. */
  rise(): number
}

/** A watch that has seen nothing yet. Loads that keep a number of requests in flight never end by it. */
export function watchOverload(): OverloadWatch {
  const controller = new AbortController()
  const ended: EndedRequest[] = []
  let inFlight = 0
  let nextLook = FIRST_LOOK
  return {
    signal: controller.signal,
    overloaded: () => controller.signal.aborted,
    rise: () => latencyRise(ended),
    sent: () => void (inFlight += 1),
    add(record) {
      inFlight -= 1
      if (record.phase !== 'measured' || record.errorClass !== null || controller.signal.aborted) return
      ended.push({ latencyMs: (record.firstTokenAt ?? record.endAt) - record.startAt, inFlight })
      if (ended.length < nextLook) return
      nextLook = Math.ceil(ended.length * LOOK_GROWTH)
      if (isOverloaded(ended)) controller.abort('overloaded')
    },
  }
}
