import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { PortListener } from './port-listeners.js'
import { liveProcesses } from './process-table.js'

export type EndListenersOptions = {
  /** Between TERM and KILL, ms. @default 3000 */
  readonly graceMs?: number
  /** @default systemClock() */
  readonly clock?: Clock
}

/**
 * Ends processes that listen on a port: TERM, and KILL after the grace time. Only ever called for what a person has said may go.
 *
 * @returns those that could not be ended, for want of rights for example.
 */
export async function endListeners(
  listeners: readonly PortListener[],
  { graceMs = 3000, clock = systemClock() }: EndListenersOptions = {},
): Promise<PortListener[]> {
  const left = () => {
    const alive = new Set(liveProcesses().map(({ pid }) => pid))
    return listeners.filter(({ pid }) => alive.has(pid))
  }
  for (const [name, withinMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 1000],
  ] as const) {
    for (const { pid } of left()) signal(pid, name)
    const until = clock.now() + withinMs
    while (left().length > 0 && clock.now() < until) await clock.sleepUntil(clock.now() + 25)
  }
  return left()
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone, or not ours: what is left is reported.
  }
}
