import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { BurstFinding } from '@sagellm-benchmark/protocol-types/readiness'

type Line = Pick<BurstFinding, 'waitingBefore' | 'waitingPeak' | 'queueClearedS'>

/**
 * The queue as a client sees it: requests that were due and had no token yet. What no client can see is how many of them the server had
 * begun to read.
 *
 * @param burstAt - when the burst was due, on the clock of the records.
 */
export function waitingLine(records: readonly RequestRecord[], burstAt: number): Line {
  const changes = records.flatMap(({ scheduledAt, firstTokenAt, endAt }) => [
    { at: scheduledAt, by: 1 },
    { at: firstTokenAt ?? endAt, by: -1 },
  ])
  // At one moment those that go, go first: a place that is taken over at once is one place.
  changes.sort((a, b) => a.at - b.at || a.by - b.by)
  let waiting = 0
  let waitingBefore = 0
  let waitingPeak = 0
  let clearedAt: number | null = null
  for (const { at, by } of changes) {
    waiting += by
    if (at < burstAt) waitingBefore = Math.max(waitingBefore, waiting)
    else {
      waitingPeak = Math.max(waitingPeak, waiting)
      if (waiting > waitingBefore) clearedAt = null
      else clearedAt ??= at
    }
  }
  return { waitingBefore, waitingPeak, queueClearedS: clearedAt === null ? null : (clearedAt - burstAt) / 1000 }
}
