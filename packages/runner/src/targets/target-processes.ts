import { liveProcesses, markedProcesses } from './process-table.js'

/** Names a started target in the environment of everything that it starts, so that a process is known again that left its group and its parents. */
export const MARK_VARIABLE = 'SAGELLM_BENCHMARK_TARGET'

/** What is known of the processes of a started target. */
export type TargetProcesses = {
  /** Id of the process group, which is its leader's pid. */
  readonly group: number
  /** The value of `MARK_VARIABLE` in their environment. */
  readonly mark: string
}

/**
 * The processes of a target that run now: those of its group, their descendants, and those that bear its mark, as a daemon does whose parents
 * are gone. Elsewhere than on Linux none are seen.
 *
 * @param remembered - seen earlier, when their parents still lived.
 */
export function processesOf(target: TargetProcesses, remembered: ReadonlySet<number> = new Set()): Set<number> {
  const processes = liveProcesses()
  const marked = new Set(markedProcesses(target))
  const family = new Set([target.group])
  // Parents may come after their children in the list: repeat until nothing is added.
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const { pid, group, parent } of processes)
      if (group === target.group || family.has(parent) || marked.has(pid) || remembered.has(pid)) family.add(pid)
  }
  return new Set(processes.map(({ pid }) => pid).filter((pid) => family.has(pid)))
}
