import { setMaxListeners } from 'node:events'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import { interruptedFlag } from '../journal/interrupted-flag.js'
import type { StopReason } from './run-result.js'

export type EndingOptions = {
  readonly clock: Clock
  readonly rule: RunPlan['stop']
  /** Measured time that an interrupted run has already used of the duration. */
  readonly usedMs: number
  /** Asks to end gently. */
  readonly signal: AbortSignal
  /** Asks to end at once. */
  readonly stopSignal: AbortSignal
  readonly inFlight: () => number
  /** Cuts off what is in flight; a flag marks the records. */
  readonly cutOff: (flag: FlagName | undefined) => void
}

/** When and why the load of a workload ends. */
export interface Ending {
  /** Aborted when no further request may start. */
  readonly sending: AbortSignal
  /** @param dueMs - a request that was due before the end of the time may start after it, where requests in flight are waited for. */
  mayStart(dueMs?: number): boolean
  /** Aborted when a session that has begun may send nothing more either: time over, interrupted, failed. */
  readonly going: AbortSignal
  /** Whether a session that has begun may send its next turn. */
  mayGoOn(): boolean
  /** A session could not send all of its turns. */
  sessionCut(): void
  /** The first measured request: a duration counts from here. */
  measureFrom(at: number): void
  /** Every request was taken. */
  allTaken(): void
  /** A defect: nothing more starts, what is in flight is cut off. */
  fail(): void
  /** Whether an interruption cut requests off. */
  cutShort(): boolean
  /** `null` while it goes on. */
  reason(): StopReason | 'failed' | null
  /** Forgets timers and listeners. */
  release(): void
}

/**
 * Watches over the end: all requests taken, time over, interrupted. What is in flight then finishes, within the drain
 * time where the end came early, or is cut off. Only an interruption that cut something off, or kept something from
 * being sent, makes the workload an interrupted one.
 */
export function createEnding(options: EndingOptions): Ending {
  const { clock, rule, usedMs, signal, stopSignal, inFlight, cutOff } = options
  const sending = awaitedByMany()
  const going = awaitedByMany()
  const cancels: (() => void)[] = []
  let deadline = Number.POSITIVE_INFINITY
  let reason: StopReason | 'failed' | null = null
  let cut = false

  const end = (why: StopReason | 'failed') => {
    if (why !== 'requests') going.abort(why)
    if (sending.signal.aborted) return
    reason = why
    sending.abort(why)
  }
  const afterDrainTime = (callback: () => void) => {
    cancels.push(clock.setTimer(rule.drainSeconds * 1000, callback))
  }
  const cutOffInterrupted = () => {
    if (inFlight() > 0 && reason !== 'failed') {
      reason = 'interrupted'
      cut = true
    }
    cutOff(interruptedFlag)
  }
  const timeOver = () => {
    going.abort('duration')
    if (sending.signal.aborted) return
    end('duration')
    if (rule.drain === 'cancel') cutOff(undefined)
    else afterDrainTime(() => cutOff(undefined))
  }
  const interrupt = () => {
    end('interrupted')
    afterDrainTime(cutOffInterrupted)
  }
  const stop = () => {
    end('interrupted')
    cutOffInterrupted()
  }
  const forget = heed([signal, interrupt], [stopSignal, stop])
  if (rule.durationSeconds !== null && usedMs >= rule.durationSeconds * 1000) end('duration')
  if (stopSignal.aborted) stop()
  else if (signal.aborted) interrupt()

  return {
    sending: sending.signal,
    mayStart(dueMs) {
      // Asks the clock too: a timer that fires late must not let a request slip past the limit.
      if (clock.now() >= deadline) timeOver()
      if (!sending.signal.aborted) return true
      return dueMs !== undefined && dueMs < deadline && reason === 'duration' && rule.drain === 'wait'
    },
    going: going.signal,
    mayGoOn() {
      if (clock.now() >= deadline) timeOver()
      return !going.signal.aborted
    },
    sessionCut() {
      if (reason === 'requests') reason = going.signal.reason as StopReason
      if (reason === 'interrupted') cut = true
    },
    measureFrom(at) {
      if (rule.durationSeconds === null) return
      deadline = at + rule.durationSeconds * 1000 - usedMs
      cancels.push(clock.setTimer(deadline - clock.now(), timeOver))
    },
    allTaken: () => end('requests'),
    fail() {
      end('failed')
      cutOff(interruptedFlag)
    },
    cutShort: () => cut,
    reason: () => reason,
    release() {
      for (const cancel of cancels) cancel()
      forget()
    },
  }
}

/** Every place of a closed loop, and every session, may wait on it. */
function awaitedByMany(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

type Heeded = readonly [signal: AbortSignal, act: () => void]

/** @returns what ends the listening. */
function heed(...all: readonly Heeded[]): () => void {
  for (const [signal, act] of all) signal.addEventListener('abort', act, { once: true })
  return () => {
    for (const [signal, act] of all) signal.removeEventListener('abort', act)
  }
}
