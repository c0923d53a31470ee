import type { Clock, RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { Exchange, Transport, TransportRequest } from '../transport/transport.js'
import { cutOff } from '@sagellm-benchmark/protocol-types/records'
import { type DeadlineHost, Deadlines, type Timeouts } from './deadlines.js'
import type { RecorderHost, RecorderOptions } from './recorder-host.js'
import { ResponseRecorder } from './response-recorder.js'
import { StampFirst } from './stamp-first.js'
import type { TurnQueue } from './turn-queue.js'

export type SendOnceOptions = RecorderOptions & {
  readonly clock: Clock
  readonly timeouts: Timeouts
  readonly startAt: number
  /** Shared by all requests in flight; `null` where answers are read as they come. */
  readonly turns: TurnQueue | null
  readonly signal?: AbortSignal | undefined
}

/** Sends one request once and resolves, never rejects, when its response is over in whatever way. */
export function sendOnce(
  transport: Transport,
  request: TransportRequest,
  options: SendOnceOptions,
): Promise<ResponseRecorder> {
  return new Promise((resolve) => {
    new Sending(options, resolve).start(transport, request)
  })
}

/** One request on its way: what ties its answer to its time limits, its exchange and the signal that cuts it off. */
class Sending implements RecorderHost, DeadlineHost {
  readonly #recorder: ResponseRecorder
  readonly #stampFirst: StampFirst | null
  readonly #options: SendOnceOptions
  readonly #resolve: (recorder: ResponseRecorder) => void
  #deadlines: Deadlines | null = null
  #exchange: Exchange | null = null
  /** The answer is over, and its connection is not. */
  #givenUp = false

  constructor(options: SendOnceOptions, resolve: (recorder: ResponseRecorder) => void) {
    this.#options = options
    this.#resolve = resolve
    this.#recorder = new ResponseRecorder(this, options)
    this.#stampFirst = options.turns && new StampFirst(this.#recorder, options.turns, this.#recorder.account)
  }

  start(transport: Transport, request: TransportRequest): void {
    const { signal, stream, startAt } = this.#options
    if (signal?.aborted) return this.handleEvent()
    signal?.addEventListener('abort', this, { once: true })
    const deadlines = new Deadlines(this, this.#options)
    this.#deadlines = deadlines
    if (!transport.seesConnect) deadlines.enter(stream ? 'first_token' : 'body', startAt)
    this.#exchange = transport.dispatch(request, this.#stampFirst ?? this.#recorder)
    if (this.#givenUp) this.#exchange.abort()
  }

  /** The signal was aborted. */
  handleEvent(): void {
    this.catchUp()
    const { signal, clock } = this.#options
    const { errorClass, message } = cutOff(signal?.reason)
    this.#recorder.fail(errorClass, message, clock.now())
  }

  get lastTokenAt(): number | null {
    return this.#recorder.answer.chunks.last
  }

  catchUp(): void {
    this.#stampFirst?.readWaiting()
  }

  onExpired(errorClass: RequestErrorClass | null, message: string): void {
    if (this.#recorder.completeWithoutDone()) return
    if (errorClass === null) this.#recorder.giveUpConnection()
    else this.#recorder.fail(errorClass, message, this.#options.clock.now())
  }

  waitFor(...[waitingFor, at]: Parameters<Deadlines['enter']>): void {
    this.#deadlines?.enter(waitingFor, at)
  }

  giveUp(): void {
    this.#givenUp = true
    this.#exchange?.abort()
  }

  onSettled(): void {
    this.#deadlines?.cancel()
    this.#options.signal?.removeEventListener('abort', this)
    this.#resolve(this.#recorder)
  }
}
