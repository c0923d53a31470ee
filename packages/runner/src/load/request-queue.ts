import type { Clock, PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { ReadyRequests } from './ready-requests.js'
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

const BREATH_EVERY_MS = 25
/** A shorter wait is a turn of the event loop. */
const DRY_MS = 1

/** Reads a source ahead of its use, and goes on reading in idle turns. */
export function createRequestQueue(requests: Requests, options: RequestQueueOptions): RequestQueue {
  return new ReadAheadQueue(iterate(requests), options)
}

class ReadAheadQueue implements RequestQueue {
  readonly #clock: Clock
  readonly #skip: ReadonlySet<string> | undefined
  readonly #source: Reader
  readonly #ready: ReadyRequests
  /** The last read that was asked for: reads follow each other. */
  #reading: Promise<void> = Promise.resolve()
  #pendingReads = 0
  /** Time spent building since other work last had its turn, ms. */
  #builtForMs = 0
  #refilling = false
  #ended = false
  #skipped = 0
  #dry: DryTakes = { takes: 0, waitedMs: 0 }

  constructor(source: Reader, { clock, skip, ahead = 2000 }: RequestQueueOptions) {
    this.#source = source
    this.#clock = clock
    this.#skip = skip
    this.#ready = new ReadyRequests(ahead)
  }

  async fill(signal?: AbortSignal, budgetMs = Number.POSITIVE_INFINITY): Promise<void> {
    const clock = this.#clock
    const ready = this.#ready
    const until = clock.now() + budgetMs
    while (!this.#ended && !ready.isFull && !signal?.aborted && (ready.isEmpty || clock.now() < until))
      await this.#read()
  }

  peek(): PlannedRequest | null {
    return this.#ready.first()
  }

  skipped(): number {
    return this.#skipped
  }

  dry(): DryTakes {
    return this.#dry
  }

  async take(): Promise<PlannedRequest | null> {
    const askedAt = this.#clock.now()
    if (this.#ready.isEmpty) await (this.#ended ? this.#reading : this.#read())
    const next = this.#ready.first()
    if (next === null) return null
    const waitedMs = this.#clock.now() - askedAt
    if (waitedMs > DRY_MS) this.#dry = { takes: this.#dry.takes + 1, waitedMs: this.#dry.waitedMs + waitedMs }
    this.#ready.removeFirst()
    this.#refill()
    return next
  }

  async close(): Promise<void> {
    this.#ended = true
    const closed = Promise.resolve(this.#source.return?.(undefined)).catch(() => {})
    // A source that is still building a request is released afterwards; that request is not needed any more.
    if (this.#pendingReads === 0) await closed
  }

  /** One reader at a time: an async source must not be asked twice at once, and order must hold. */
  #read(): Promise<void> {
    this.#pendingReads += 1
    this.#reading = this.#reading
      .then(() => this.#readOne())
      .finally(() => {
        this.#pendingReads -= 1
      })
    return this.#reading
  }

  /** Building runs in microtasks: without a break, many reads in a row would let neither a record nor a signal be handled. */
  async #breathe(): Promise<void> {
    if (this.#builtForMs < BREATH_EVERY_MS) return
    this.#builtForMs = 0
    await new Promise<void>((resolve) => void this.#clock.setTimer(0, resolve))
  }

  async #readOne(): Promise<void> {
    while (!this.#ended) {
      await this.#breathe()
      const since = this.#clock.now()
      const next = await this.#source.next()
      this.#builtForMs += this.#clock.now() - since
      if (next.done) this.#ended = true
      else if (this.#skip?.has(next.value.requestId)) this.#skipped += 1
      else return this.#ready.add(next.value)
    }
  }

  #refill(): void {
    if (this.#refilling || this.#ended || this.#ready.isFull) return
    this.#refilling = true
    this.#clock.setTimer(0, () => {
      this.#refilling = false
      // `take` awaits the same promise and throws what a failing source throws.
      this.#read().then(
        () => this.#refill(),
        () => {},
      )
    })
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
