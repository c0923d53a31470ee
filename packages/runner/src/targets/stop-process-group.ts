import type { Clock } from '@sagellm-benchmark/protocol-types'
import { liveProcesses } from './process-table.js'

export type StopOptions = {
  readonly clock: Clock
  /** Time between the polite and the final signal, ms. */
  readonly graceMs: number
}

const LOOK_EVERY_MS = 25
/** Nothing survives SIGKILL for long; what is still seen after this sleeps in the kernel. */
const KILL_WAIT_MS = 5_000

/**
 * Ends a process group and whatever its members started: TERM, and after the grace time KILL. Descendants that left the
 * group (a server's worker processes sometimes do) are ended too.
 *
 * @param group - id of the group, which is its leader's pid.
 */
export async function stopProcessGroup(group: number, { clock, graceMs }: StopOptions): Promise<void> {
  // Remembered before the leader dies: afterwards its children have another parent.
  const strays = new Set(straysOf(group))
  signalGroup(group, 'SIGTERM')
  for (const pid of strays) signal(pid, 'SIGTERM')
  if (await gone(group, strays, { clock, withinMs: graceMs })) return

  signalGroup(group, 'SIGKILL')
  for (const pid of strays) signal(pid, 'SIGKILL')
  await gone(group, strays, { clock, withinMs: KILL_WAIT_MS })
}

/** The last resort of a process that is about to die itself: no waiting, no grace. */
export function killProcessGroup(group: number): void {
  const strays = straysOf(group)
  signalGroup(group, 'SIGKILL')
  for (const pid of strays) signal(pid, 'SIGKILL')
}

function straysOf(group: number): number[] {
  const processes = liveProcesses()
  const family = new Set([group])
  // Parents may come after their children in the list: repeat until nothing is added.
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const each of processes) if (each.group === group || family.has(each.parent)) family.add(each.pid)
  }
  const inGroup = new Set(processes.filter((each) => each.group === group).map(({ pid }) => pid))
  return [...family].filter((pid) => pid !== group && !inGroup.has(pid))
}

async function gone(
  group: number,
  strays: ReadonlySet<number>,
  { clock, withinMs }: { readonly clock: Clock; readonly withinMs: number },
): Promise<boolean> {
  const until = clock.now() + withinMs
  for (;;) {
    if (!anyLeft(group, strays)) return true
    if (clock.now() >= until) return false
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS)
  }
}

function anyLeft(group: number, strays: ReadonlySet<number>): boolean {
  const processes = liveProcesses()
  if (processes.length > 0) return processes.some((each) => each.group === group || strays.has(each.pid))
  // Without /proc: a signal that can be sent finds someone, a zombie too.
  return signalGroup(group, 0)
}

function signalGroup(group: number, name: NodeJS.Signals | 0): boolean {
  return signal(-group, name)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}
