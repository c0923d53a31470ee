import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { RequestQueue } from '../load/request-queue.js'
import type { Division } from './division.js'
import type { DealtRequest } from './messages.js'

type Placed = Omit<DealtRequest, 'pauseMs'>

export type DealerOptions = {
  readonly queue: RequestQueue
  /** Requests that are released together; `null` where each goes on its own. */
  readonly batchSize: number | null
  readonly division: Division
  /** Deals no more than this. */
  readonly limit: number
  /** Number of the first batch: phases must not share numbers. */
  readonly firstBatch: number
  readonly deal: (worker: number, dealt: readonly Placed[], last: boolean) => void
}

const PORTION = 8

export interface Dealer {
  /** A worker can take so many more. Rejects when the source fails. */
  want(worker: number, count: number): Promise<void>
  /** A worker is gone: what is dealt to it from now on is let go, so that the others keep what is theirs. */
  abandon(worker: number): void
}

/**
 * Deals requests to workers by their place: number k, of sessions where there are any, goes where the division says, in batches the k-th of its batch. Which
 * worker sends a request follows from the plan alone, never from who was faster.
 */
export function createDealer({ queue, batchSize, division, limit, firstBatch, deal }: DealerOptions): Dealer {
  const hands = Array.from({ length: division.lines }, () => ({
    wanted: 0,
    waiting: [] as Placed[],
    informed: false,
    gone: false,
  }))
  const placeOf = createPlacing({ batchSize, division, firstBatch })
  let left = limit
  let ended = false
  let pumping: Promise<void> = Promise.resolve()

  const pump = async () => {
    for (const [worker, hand] of hands.entries()) {
      if (hand.gone) continue
      do {
        // A few at a time: where they are built only now, the first must not wait for the last.
        const portion = Math.min(hand.wanted, PORTION)
        while (!ended && !hand.gone && hand.waiting.length < portion) await place()
        const dealt = hand.waiting.splice(0, hand.wanted)
        hand.wanted -= dealt.length
        const last = ended && hand.waiting.length === 0 && !hand.informed
        if (last) hand.informed = true
        if (dealt.length > 0 || last) deal(worker, dealt, last)
      } while (hand.wanted > 0 && !ended)
    }
  }
  const place = async () => {
    const planned = left > 0 ? await queue.take() : null
    left -= 1
    if (planned === null) ended = true
    else {
      const { worker: to, batch } = placeOf(planned)
      if (hands[to]?.gone === false) hands[to].waiting.push({ planned, batch })
    }
  }

  return {
    want(worker, count) {
      const hand = hands[worker]
      if (hand) hand.wanted += count
      pumping = pumping.then(pump)
      return pumping
    },
    abandon(worker) {
      const hand = hands[worker]
      if (hand) Object.assign(hand, { gone: true, wanted: 0, waiting: [] })
    },
  }
}

type Place = { readonly worker: number; readonly batch: number | null }

type Placing = Pick<DealerOptions, 'batchSize' | 'division' | 'firstBatch'>

function createPlacing({ batchSize, division: { lineOf }, firstBatch }: Placing): (planned: PlannedRequest) => Place {
  let count = -1
  if (batchSize === null)
    return (planned) => {
      if (beginsUnit(planned)) count += 1
      return { worker: lineOf(count), batch: null }
    }

  let batch = firstBatch - 1
  let inBatch = 0
  let first: PlannedRequest | null = null
  return (planned) => {
    if (first && !beginsUnit(planned)) return { worker: lineOf(inBatch - 1), batch }
    if (!first || inBatch === batchSize || planned.phase !== first.phase || planned.round !== first.round) {
      first = planned
      batch += 1
      inBatch = 0
    }
    return { worker: lineOf(inBatch++), batch }
  }
}

/** The turns of a session stay together: they need one another's answers. */
function beginsUnit({ session }: PlannedRequest): boolean {
  return session === undefined || session.place === 0
}
