import type { Clock, RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'

/** How long each part of a request may take, ms; defaults are those of a plan. */
export type Timeouts = Readonly<TimeoutPlan>

/**
 * What is being waited for. `done` is the `[DONE]` after everything else of an answer has come, `drain` the connection's end
 * after a complete answer.
 */
export type WaitingFor = 'connect' | 'first_token' | 'next_token' | 'body' | 'done' | 'drain'

/** The exchange whose parts are limited. */
export interface DeadlineHost {
  /** Stamp of the last token. Asked only when a timer fires, so that a token costs nothing here. */
  readonly lastTokenAt: number | null
  /** Takes in what has arrived and was not looked at yet, which may `enter` something else or `cancel`. */
  catchUp(): void
  onExpired(errorClass: RequestErrorClass | null, message: string): void
}

/** How long an answer with finish reason and usage waits for its `[DONE]`. */
const DONE_MS = 1000
/** A complete answer waits this long for the connection's own end before the connection is given up. */
const DRAIN_MS = 1000

/**
 * One timer for all limits of a request. It is set anew only for what is due earlier: with a later limit, or after a token, it
 * fires early, looks at what is waited for now, and waits for the rest.
 */
export class Deadlines {
  #waitingFor: WaitingFor = 'connect'
  #since: number
  #over = false
  /** When the timer fires. */
  #timerAt = Number.POSITIVE_INFINITY
  #cancelTimer: (() => void) | null = null
  readonly #totalEnd: number
  readonly #clock: Clock
  readonly #timeouts: Timeouts
  readonly #host: DeadlineHost

  /** @param startAt - when the first wait, for a connection, and that for the whole request begin. */
  constructor(host: DeadlineHost, { clock, timeouts, startAt }: DeadlineOptions) {
    this.#host = host
    this.#clock = clock
    this.#timeouts = timeouts
    this.#since = startAt
    this.#totalEnd = startAt + timeouts.totalMs
    this.#arm()
  }

  /** Waits for something else from now on. */
  enter(waitingFor: WaitingFor, since: number): void {
    if (this.#over) return
    this.#waitingFor = waitingFor
    this.#since = since
    this.#arm()
  }

  cancel(): void {
    this.#over = true
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #arm(): void {
    const end = this.#since + this.#limit()
    const due = this.#waitingFor === 'drain' ? end : Math.min(this.#totalEnd, end)
    if (this.#cancelTimer && this.#timerAt <= due) return
    this.#cancelTimer?.()
    this.#timerAt = due
    this.#cancelTimer = this.#clock.setTimer(Math.max(0, Math.ceil(due - this.#clock.now())), this.#check)
  }

  readonly #check = () => {
    this.#cancelTimer = null
    this.#host.catchUp()
    if (this.#over) return
    const now = this.#clock.now()
    if (this.#waitingFor === 'next_token') this.#since = Math.max(this.#since, this.#host.lastTokenAt ?? this.#since)
    const limit = this.#limit()
    if (now >= this.#since + limit) return this.#host.onExpired(...expiry(this.#waitingFor, limit))
    if (this.#waitingFor !== 'drain' && now >= this.#totalEnd) {
      return this.#host.onExpired('total_timeout', `not complete after ${Math.round(this.#timeouts.totalMs)} ms`)
    }
    this.#arm()
  }

  #limit(): number {
    switch (this.#waitingFor) {
      case 'connect':
        return this.#timeouts.connectMs
      case 'first_token':
        return this.#timeouts.firstTokenMs
      case 'next_token':
        return this.#timeouts.interTokenMs
      case 'body':
        return Number.POSITIVE_INFINITY
      case 'done':
        return DONE_MS
      case 'drain':
        return DRAIN_MS
    }
  }
}

export type DeadlineOptions = {
  readonly clock: Clock
  readonly timeouts: Timeouts
  readonly startAt: number
}

function expiry(waitingFor: WaitingFor, ms: number): [RequestErrorClass | null, string] {
  if (waitingFor === 'connect') return ['connect_timeout', `no connection after ${Math.round(ms)} ms`]
  if (waitingFor === 'first_token') return ['first_token_timeout', `no token after ${Math.round(ms)} ms`]
  if (waitingFor === 'next_token') return ['inter_token_timeout', `no further token for ${ms} ms`]
  return [null, '']
}
