import type { Clock, RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'

/** How long each part of a request may take, ms; defaults are those of a plan. */
export type Timeouts = Readonly<TimeoutPlan>

/**
 * What is being waited for. `done` is the `[DONE]` after everything else of an answer has come, `drain` the connection's end
 * after a complete answer.
 */
export type WaitingFor = 'connect' | 'first_token' | 'next_token' | 'body' | 'done' | 'drain'

export interface Deadlines {
  /** Waits for something else from now on. */
  enter(waitingFor: WaitingFor, since: number): void
  cancel(): void
}

/** How long an answer with finish reason and usage waits for its `[DONE]`. */
const DONE_MS = 1000
/** A complete answer waits this long for the connection's own end before the connection is given up. */
const DRAIN_MS = 1000

/**
 * One timer for all limits of a request. It is not set anew with each token: when it fires early it looks at the last
 * token's stamp and waits for the rest.
 */
export function createDeadlines(options: {
  readonly clock: Clock
  readonly timeouts: Timeouts
  readonly startAt: number
  /** Stamp of the last token. Asked only when a timer fires, so that a token costs nothing here. */
  readonly lastTokenAt: () => number | null
  /** Takes in what has arrived and was not looked at yet, which may `enter` something else or `cancel`. */
  readonly catchUp: () => void
  readonly onExpired: (errorClass: RequestErrorClass | null, message: string) => void
}): Deadlines {
  const { clock, timeouts, startAt, lastTokenAt, catchUp, onExpired } = options
  let waitingFor: WaitingFor = 'connect'
  let since = startAt
  let over = false
  let cancelTimer = () => {}

  const limit = (): number => {
    switch (waitingFor) {
      case 'connect':
        return timeouts.connectMs
      case 'first_token':
        return timeouts.firstTokenMs
      case 'next_token':
        return timeouts.interTokenMs
      case 'body':
        return Number.POSITIVE_INFINITY
      case 'done':
        return DONE_MS
      case 'drain':
        return DRAIN_MS
    }
  }
  const totalEnd = startAt + timeouts.totalMs
  const arm = () => {
    cancelTimer()
    const due = waitingFor === 'drain' ? since + limit() : Math.min(totalEnd, since + limit())
    cancelTimer = clock.setTimer(Math.max(0, Math.ceil(due - clock.now())), check)
  }
  const check = () => {
    catchUp()
    if (over) return
    const now = clock.now()
    if (waitingFor === 'next_token') since = Math.max(since, lastTokenAt() ?? since)
    if (now >= since + limit()) return onExpired(...expiry(waitingFor, limit()))
    if (waitingFor !== 'drain' && now >= totalEnd) {
      return onExpired('total_timeout', `not complete after ${Math.round(timeouts.totalMs)} ms`)
    }
    arm()
  }
  arm()

  return {
    enter(next, at) {
      if (over) return
      waitingFor = next
      since = at
      arm()
    },
    cancel() {
      over = true
      cancelTimer()
    },
  }
}

function expiry(waitingFor: WaitingFor, ms: number): [RequestErrorClass | null, string] {
  if (waitingFor === 'connect') return ['connect_timeout', `no connection after ${Math.round(ms)} ms`]
  if (waitingFor === 'first_token') return ['first_token_timeout', `no token after ${Math.round(ms)} ms`]
  if (waitingFor === 'next_token') return ['inter_token_timeout', `no further token for ${ms} ms`]
  return [null, '']
}
