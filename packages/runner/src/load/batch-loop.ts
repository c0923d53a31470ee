import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { Load } from './load.js'

export type BatchShape = { readonly size: number }

/**
 * `size` requests released at one instant; the next batch follows when all of them have ended. A batch never mixes
 * phases or rounds: the last batch of a round is smaller where `size` does not divide it.
 */
export async function batchLoop(load: Load, shape: BatchShape): Promise<void> {
  let next = await load.take()
  while (next) {
    const batch: PlannedRequest[] = [next]
    next = await load.take()
    while (next && batch.length < shape.size && sameRound(next, batch[0] as PlannedRequest)) {
      batch.push(next)
      next = await load.take()
    }
    if (load.sending.aborted && load.sending.reason !== 'requests') return
    const scheduledAt = load.clock.now()
    await Promise.all(batch.map((planned) => load.send(planned, { scheduledAt })))
  }
}

function sameRound(a: PlannedRequest, b: PlannedRequest): boolean {
  return a.phase === b.phase && a.round === b.round
}
