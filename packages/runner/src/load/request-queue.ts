import type { Clock, PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { promptCharacters } from './prompt-characters.js'
import type { Requests } from './request-source.js'

export type RequestQueueOptions = {
  readonly clock: Clock
  /** Requests that need no sending: they have a finished record already. */
  readonly skip?: ReadonlySet<string> | undefined
  /**
   * Requests kept ready. Building a prompt to length costs up to a millisecond, which must not fall between a reply and
   * the next send, nor block the loop that stamps tokens.
   * @default 2000
   */
  readonly ahead?: number
}

export type DryTakes = {
  readonly takes: number
  /** Sum of the waits, ms. */
  readonly waitedMs: number
}

export interface RequestQueue {
  /** Builds requests ahead; await it before the load starts. Ends early on the signal, or with the time it is given. */
  fill(signal?: AbortSignal, budgetMs?: number): Promise<void>
  /** The first request that `fill` made ready, without taking it. */
  peek(): PlannedRequest | null
  /** Requests passed over because of `skip`, so far. */
  skipped(): number
  /** Takes that found nothing ready and waited, so that the load was lower than asked for. */
  dry(): DryTakes
  /** The next request, `null` after the last. */
  take(): Promise<PlannedRequest | null>
  /** Lets the source release what it holds, without waiting for a request that it is building. */
  close(): Promise<void>
}

/** Prompt text kept ready, at most, in characters: long contexts must not fill the memory. */
const AHEAD_CHARACTERS = 16_000_000

const BREATH_EVERY_MS = 25
/** A shorter wait is a turn of the event loop. */
const DRY_MS = 1

/** Reads a source ahead of its use, and goes on reading in idle turns. */
export function createRequestQueue(requests: Requests, options: RequestQueueOptions): RequestQueue {
  const { clock, skip, ahead = 2000 } = options
  const iterator = iterate(requests)
  const ready: PlannedRequest[] = []
  let head = 0
  let characters = 0
  let ended = false
  let refilling = false
  let skipped = 0
  let dry: DryTakes = { takes: 0, waitedMs: 0 }
  let reading: Promise<void> = Promise.resolve()
  let pending = 0

  const full = () => ready.length - head >= ahead || characters >= AHEAD_CHARACTERS

  const readOne = async () => {
    while (!ended) {
      const next = await iterator.next()
      if (next.done) ended = true
      else if (skip?.has(next.value.requestId)) skipped += 1
      else {
        ready.push(next.value)
        characters += promptCharacters(next.value)
        return
      }
    }
  }
  // One reader at a time: an async source must not be asked twice at once, and order must hold.
  const read = () => {
    pending += 1
    reading = reading.then(readOne).finally(() => {
      pending -= 1
    })
    return reading
  }

  const refill = () => {
    if (refilling || ended || full()) return
    refilling = true
    clock.setTimer(0, () => {
      refilling = false
      // A failing source shows itself to `take`, which awaits the same promise.
      read().then(refill, () => {})
    })
  }

  return {
    async fill(signal, budgetMs = Number.POSITIVE_INFINITY) {
      const until = clock.now() + budgetMs
      let breath = clock.now()
      while (!ended && !full() && !signal?.aborted && (ready.length === 0 || clock.now() < until)) {
        await read()
        if (clock.now() - breath < BREATH_EVERY_MS) continue
        // Building is pure computation: without a pause neither a signal nor a display would get its turn.
        await new Promise<void>((resolve) => void clock.setTimer(0, resolve))
        breath = clock.now()
      }
    },
    peek: () => ready[head] ?? null,
    skipped: () => skipped,
    dry: () => dry,
    async take() {
      const askedAt = clock.now()
      if (head === ready.length) await (ended ? reading : read())
      const next = ready[head]
      if (next === undefined) return null
      const waitedMs = clock.now() - askedAt
      if (waitedMs > DRY_MS) dry = { takes: dry.takes + 1, waitedMs: dry.waitedMs + waitedMs }
      head += 1
      characters -= promptCharacters(next)
      if (head > 1024 && head * 2 > ready.length) {
        ready.splice(0, head)
        head = 0
      }
      refill()
      return next
    },
    async close() {
      ended = true
      const closed = Promise.resolve(iterator.return?.(undefined)).catch(() => {})
      // A source that is building one more request hears of it afterwards; nobody needs that request any more.
      if (pending === 0) await closed
    },
  }
}

type Reader = Iterator<PlannedRequest> | AsyncIterator<PlannedRequest>

function iterate(requests: Requests): Reader {
  return Symbol.asyncIterator in requests ? requests[Symbol.asyncIterator]() : requests[Symbol.iterator]()
}

/** What several queues of one load came to. */
export function sumOfDry(parts: readonly DryTakes[]): DryTakes {
  return {
    takes: parts.reduce((sum, { takes }) => sum + takes, 0),
    waitedMs: parts.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
  }
}
