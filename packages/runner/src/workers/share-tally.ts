import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { ShareOutcome } from '../load/share-outcome.js'
import { type LineLost, unknownShare } from './worker-line.js'

/** What the coordinator counts of a share itself, for the case that its worker never says what it came to. */
export interface ShareTally {
  sent(requests: number): void
  recorded(record: RequestRecord): void
  /**
   * The outcome of a worker that was lost.
   *
   * @param axisFromMonotonicMs - records' axis minus CLOCK_MONOTONIC of this machine.
   */
  ofLost(lost: LineLost, axisFromMonotonicMs: number): ShareOutcome
}

export function createShareTally(): ShareTally {
  const counts = { records: 0, failed: 0, cancelledByRun: 0, measured: 0 }
  let sent = 0
  return {
    sent(requests) {
      sent += requests
    },
    recorded({ phase, errorClass }) {
      counts.records += 1
      counts.measured += Number(phase === 'measured')
      if (errorClass === 'cancelled_by_run') counts.cancelledByRun += 1
      else if (errorClass !== null && !wasCancelled(errorClass)) counts.failed += 1
    },
    ofLost({ shard, why, heardMonotonicMs }, axisFromMonotonicMs) {
      const unrecorded = Math.max(0, sent - counts.records)
      return {
        ...unknownShare,
        ...counts,
        lost: [{ shard, why, heardAt: heardMonotonicMs + axisFromMonotonicMs, unrecorded }],
      }
    },
  }
}
