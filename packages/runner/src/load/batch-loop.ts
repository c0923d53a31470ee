import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { type Load, reached } from './load.js'
import type { LoadShape } from './load-shape.js'

/**
 * As many requests as there are places, released at one instant; the next batch follows when all of them have ended. A batch never mixes
 * phases or rounds: the last batch of a round is smaller where the places do not divide it.
 */
export async function batchLoop(load: Load, { places }: LoadShape): Promise<void> {
  const size = places ?? 1
  const together = load.sameBatch ?? sameRound
  let next = await load.take()
  while (next) {
    const first = next
    const batch: PlannedRequest[] = [first]
    next = await load.take()
    while (next && batch.length < size && together(next, first)) {
      batch.push(next)
      next = await load.take()
    }
    for (const planned of batch) load.prepare(planned)
    const releaseAt = await load.releaseAt(first)
    // All requests being taken ends the sending of further ones, not of these.
    const allTaken = load.sending.reason === 'requests'
    if (allTaken) await load.clock.sleepUntil(releaseAt)
    else if (!(await reached(load, releaseAt))) return
    const scheduledAt = load.clock.now()
    await Promise.all(batch.map((planned) => load.send(planned, { scheduledAt })))
  }
}

function sameRound(a: PlannedRequest, b: PlannedRequest): boolean {
  return a.phase === b.phase && a.round === b.round
}
