import type { ClientIdentity, EngineClient } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { driveShare } from '../load/drive-share.js'
import type { ShareOutcome } from '../load/share-outcome.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import type { Incoming } from './incoming.js'
import type { FromWorker, ToWorker } from './messages.js'
import { reportSends } from './report-sends.js'

export type DealtShare = {
  readonly message: Extract<ToWorker, { kind: 'drive' }>
  readonly incoming: Incoming
  readonly post: (message: FromWorker) => void
  readonly identity: () => ClientIdentity
  /** From the clock of this thread to CLOCK_MONOTONIC, ms. */
  readonly toMonotonicMs: number
}

/** Drives a share whose requests and start come by message, and reports it by message. */
export async function driveDealtShare(
  thread: { readonly client: EngineClient; readonly clock: Clock; readonly monitor: OverheadMonitor },
  { message, incoming, post, identity, toMonotonicMs }: DealtShare,
): Promise<ShareOutcome> {
  const { plan, workload, shape, usedMs, openMayFail, firstDueMs, axisFromMonotonicMs } = message
  const sends = reportSends(thread.clock, (requestIds) => post({ kind: 'sent', requestIds }))
  const driven = await driveShare(
    {
      ...thread,
      together: {
        async startAt() {
          post({ kind: 'prepared', identity: identity() })
          return (await incoming.start) - toMonotonicMs
        },
        sameBatch: (a, b) => incoming.batchOf(a) === incoming.batchOf(b),
        async releaseAt(first) {
          const batch = incoming.batchOf(first)
          const released = incoming.release(batch)
          post({ kind: 'batch_ready', batch })
          return (await released) - toMonotonicMs
        },
      },
    },
    {
      plan,
      workload,
      shape: { ...shape, pauseAfterMs: incoming.pauseAfterMs },
      requests: incoming.requests,
      sink: { append: (records) => post({ kind: 'records', records }) },
      shiftMs: toMonotonicMs + axisFromMonotonicMs,
      finished: new Set(),
      usedMs,
      openMayFail,
      firstDueMs,
      signal: incoming.signal,
      stopSignal: incoming.stopSignal,
      onStarted: () => {},
      onRecord: () => {},
      onSend: sends.note,
    },
  )
  sends.flush()
  return driven
}
