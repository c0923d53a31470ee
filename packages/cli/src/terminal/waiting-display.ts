import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { SuiteIo } from '@sagellm-benchmark/suite'
import type { Output } from '../command/define-command.js'

type Waiting = Parameters<NonNullable<SuiteIo['onWaiting']>>[0]

export interface WaitingDisplay {
  /** Takes what is waited for, and `null` when that is over. */
  show(waiting: Waiting): void
}

const clearLine = '\r\u001b[2K'
/** A server that is ready answers within this, and nothing is shown. */
const FIRST_MS = 1000
const EVERY_MS = 1000

/**
 * One line on what is waited for and how long: redrawn each second on a terminal; elsewhere a plain line whenever the server
 * says something new.
 */
export function waitingDisplay(output: Output, clock: Clock = systemClock()): WaitingDisplay {
  const live = output.isTTY === true
  let current: { readonly waiting: NonNullable<Waiting>; readonly at: number } | null = null
  let shown = ''
  let cancel = () => {}

  const draw = () => {
    if (!current) return
    const { waiting, at } = current
    const waitedMs = waiting.waitedMs + clock.now() - at
    if (live) output.write(`${clearLine}${waitingText(waiting, waitedMs).slice(0, (output.columns ?? 80) - 1)}`)
    else if (shown !== String(waiting.said)) output.write(`${waitingText(waiting, waitedMs)}\n`)
    shown = String(waiting.said)
    cancel = clock.setTimer(EVERY_MS, draw)
  }
  const begin = () => void (cancel = clock.setTimer(FIRST_MS, draw))
  const end = () => {
    cancel()
    if (live && shown !== '') output.write(clearLine)
    shown = ''
  }
  return {
    show(waiting) {
      const first = current === null
      current = waiting && { waiting, at: clock.now() }
      if (waiting === null) end()
      else if (first) begin()
    },
  }
}

/** @example 'waiting for http://h/v1 (3 of 30 s): the trial request answered 503: Loading model' */
function waitingText({ url, said, limitMs }: NonNullable<Waiting>, waitedMs: number): string {
  const seconds = (ms: number) => Math.round(ms / 1000)
  return `waiting for ${url} (${seconds(waitedMs)} of ${seconds(limitMs)} s): ${said ?? 'no answer yet'}`
}
