import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { SendTiming } from './flights.js'
import { type Load, reached } from './load.js'
import type { LoadShape } from './load-shape.js'
import { createRefusalPause, isRefused } from './refusal-pause.js'

/**
 * As many requests as there are places, released at one instant; the next batch follows when all of them have ended. A batch never mixes
 * phases or rounds: the last batch of a round is smaller where the places do not divide it. A batch of which a request reached no
 * server is followed by a rest.
 */
export async function batchLoop(load: Load, { places }: LoadShape): Promise<void> {
  const size = places ?? 1
  const together = load.sameBatch ?? sameRound
  const refusal = createRefusalPause()
  let restUntil = 0
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
    const releaseAt = Math.max(await load.releaseAt(first), restUntil)
    // When all requests are taken no further ones are sent, but these still are.
    const allTaken = load.sending.reason === 'requests'
    if (allTaken) await load.clock.sleepUntil(releaseAt)
    else if (!(await reached(load, releaseAt))) return
    const scheduledAt = load.clock.now()
    const timing: SendTiming = { scheduledAt, ...(restUntil > 0 ? { flag: 'paused_after_refusal' } : {}) }
    const records = await Promise.all(batch.map((planned) => load.send(planned, timing)))
    const restMs = refusal.after(records.find((record) => record !== null && isRefused(record)) ?? null)
    restUntil = restMs > 0 ? load.clock.now() + restMs : 0
  }
}

function sameRound(a: PlannedRequest, b: PlannedRequest): boolean {
  return a.phase === b.phase && a.round === b.round
}
