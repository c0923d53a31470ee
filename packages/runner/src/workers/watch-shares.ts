import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { DealtRequest } from './messages.js'
import type { WorkerLine } from './worker-line.js'

export type WatchSharesOptions = {
  readonly lines: readonly WorkerLine[]
  readonly clock: Clock
  /** How long a request may take. */
  readonly plan: Pick<RunPlan, 'timeouts' | 'retries'>
}

type LoadStep = {
  /** Whether a worker waits for the others, or has ended. */
  readonly waits: (worker: number) => boolean
  /** Where the due times of requests begin, ms on the clock; `null` before the start. */
  readonly originMs: () => number | null
}

/** Ends the wait for other machines that are connected, and come to no end of their share. */
export interface ShareWatch {
  begin(step: LoadStep): void
  /** Requests were dealt to a worker, which may have to wait before it sends them. */
  dealt(worker: number, dealt: readonly DealtRequest[]): void
  /** A worker came further with its requests. */
  heard(worker: number): void
  end(): void
}

const LOOK_EVERY_MS = 1_000
/** Beside what a request may take: a client that is made ready, connections that are opened, the way of the words. */
const SPARE_MS = 60_000
/** A server that asks for a pause before the next attempt gets no more than this. */
const RETRY_PAUSE_MS = 10_000

/**
 * The threads of this process are the measure of the others, because they have the same plan and are trusted: from the moment in which all
 * of them wait, each other thread has to say something of its requests within the time that one of them may take, and a minute. Whoever does not is given
 * up with its shard: their shares are lost, and the load comes to its end without them.
 */
export function watchShares({ lines, clock, plan }: WatchSharesOptions): ShareWatch {
  const { connectMs, totalMs } = plan.timeouts
  const limitMs = (plan.retries + 1) * (connectMs + totalMs + RETRY_PAUSE_MS) + SPARE_MS
  const shares = lines.map(() => ({ heardMs: 0, dueMs: 0, restMs: 0 }))
  const own = lines.flatMap(({ shard = 0 }, worker) => (shard === 0 ? [worker] : []))
  let waitingSinceMs: number | null = null
  let stop = () => {}

  const look = ({ waits, originMs }: LoadStep) => {
    const now = clock.now()
    waitingSinceMs = own.every(waits) ? (waitingSinceMs ?? now) : null
    if (waitingSinceMs === null) return
    // Before the start no request is due.
    const origin = originMs() ?? Number.NEGATIVE_INFINITY
    for (const [worker, share] of shares.entries()) {
      // Who waits for a slower one is not late, and has its whole time again behind it.
      if (waits(worker)) share.heardMs = now
      const sinceMs = Math.max(waitingSinceMs, share.heardMs, origin + share.dueMs) + share.restMs
      if (now - sinceMs > limitMs)
        lines[worker]?.giveUp?.(
          `it said nothing of its requests for ${Math.round(limitMs / 1000)} s in which shard 0 waited`,
        )
    }
  }
  return {
    begin(step) {
      if (lines.every(({ giveUp }) => giveUp === undefined)) return
      const lookLater = () => {
        stop = clock.setTimer(LOOK_EVERY_MS, () => {
          lookLater()
          look(step)
        })
      }
      lookLater()
    },
    dealt(worker, dealt) {
      const share = shares[worker]
      if (share === undefined) return
      for (const { planned, pauseMs } of dealt) {
        const { waitMs = 0, notBeforeMs = 0 } = planned.session ?? {}
        share.dueMs = Math.max(share.dueMs, planned.dueAtMs ?? 0)
        share.restMs = Math.max(share.restMs, pauseMs, waitMs, notBeforeMs ?? 0)
      }
    },
    heard(worker) {
      const share = shares[worker]
      if (share) share.heardMs = clock.now()
    },
    end: () => stop(),
  }
}
