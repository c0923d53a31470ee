import { killProcessGroup } from './stop-process-group.js'
import type { TargetProcesses } from './target-processes.js'

const groups = new Set<TargetProcesses>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Remembers the processes of a target that must not outlive this process. While there is one, the default death by a signal is
 * replaced: the groups die first. A program with its own signal handlers keeps them, and is covered when it exits.
 *
 * @returns forgets the group again.
 */
export function guardProcessGroup(group: TargetProcesses): () => void {
  if (groups.size === 0) {
    process.on('exit', killAll)
    for (const name of signals) process.on(name, onSignal)
  }
  groups.add(group)
  return () => {
    if (!groups.delete(group) || groups.size > 0) return
    process.off('exit', killAll)
    for (const name of signals) process.off(name, onSignal)
  }
}

function killAll(): void {
  for (const group of groups) killProcessGroup(group)
}

function onSignal(name: NodeJS.Signals): void {
  // Someone else handles it, decides how to end, and stops its targets in its own time.
  if (process.listenerCount(name) > 1) return
  killAll()
  process.off(name, onSignal)
  process.kill(process.pid, name)
}
