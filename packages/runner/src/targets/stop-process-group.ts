import type { Clock } from '@sagellm-benchmark/protocol-types'
import { pids } from './process-table.js'
import { processesOf, type TargetProcesses } from './target-processes.js'

export type StopOptions = {
  readonly clock: Clock
  /** Time between the polite and the final signal, ms. */
  readonly graceMs: number
}

const LOOK_EVERY_MS = 25
/** A process that is just turning into another program has no environment, and so no mark, for a moment. */
const ENOUGH_EMPTY_LOOKS = 2
/** Nothing survives SIGKILL for long; what is still seen after this sleeps in the kernel. */
const KILL_WAIT_MS = 5_000

/**
 * Ends the processes of a target: TERM, and after the grace time KILL. Those that left its group (a server's worker processes sometimes do), that
 * became daemons, or that are only started while it ends, are ended too.
 *
 * @returns the processes that could not be ended.
 */
export async function stopProcessGroup(
  target: TargetProcesses,
  { clock, graceMs }: StopOptions,
): Promise<readonly number[]> {
  // Remembered before the leader dies: afterwards its children have another parent.
  const known = processesOf(target)
  const signalled = new Set<number>()
  for (const [name, withinMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', KILL_WAIT_MS],
  ] as const) {
    signalled.clear()
    signal(-target.group, name)
    const until = clock.now() + withinMs
    let emptyLooks = 0
    for (;;) {
      const left = processesOf(target, known)
      emptyLooks = isAnyLeft(target, left) ? 0 : emptyLooks + 1
      if (emptyLooks === ENOUGH_EMPTY_LOOKS) return []
      for (const pid of left) {
        known.add(pid)
        // Once each, so that a server is not hurried while it ends; what it starts meanwhile is told as well.
        if (!signalled.has(pid)) signal(pid, name)
        signalled.add(pid)
      }
      if (clock.now() >= until) break
      await clock.sleepUntil(clock.now() + LOOK_EVERY_MS)
    }
  }
  return [...processesOf(target, known)]
}

const KILL_LOOKS = 40
const KILL_LOOK_MS = 5

/**
 * The last resort of a process that is about to die itself: no grace, and a wait of a fifth of a second at most. It looks again until nothing is
 * seen, because what dies may have started another process since it was looked at.
 */
export function killProcessGroup(target: TargetProcesses): void {
  const known = processesOf(target)
  for (let look = 0; look < KILL_LOOKS; look += 1) {
    const left = processesOf(target, known)
    signal(-target.group, 'SIGKILL')
    for (const pid of left) {
      known.add(pid)
      signal(pid, 'SIGKILL')
    }
    if (left.size === 0) return
    // This thread may not go on to anything else: it is in a handler of its own end.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, KILL_LOOK_MS)
  }
}

function isAnyLeft({ group }: TargetProcesses, seen: ReadonlySet<number>): boolean {
  if (seen.size > 0) return true
  // Without /proc: a signal that can be sent shows that a process exists, which may be a zombie.
  return pids().length === 0 && signal(-group, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}
