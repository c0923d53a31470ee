import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import { createThreadGroup, type ThreadGroup } from './thread-group.js'

/** The threads that a shard sends from, a group for each of the targets that are open side by side. */
export interface ThreadGroups {
  /** The group of a target of which a plan begins, when the threads of an earlier one have ended. */
  begin(target: number): Promise<ThreadGroup>
  /** @throws BenchError `corrupt_data` for a target of which no plan has begun. */
  of(target: number): ThreadGroup
  /** To every thread of every target. */
  postAll(message: ToWorker): void
  /** Whether any thread has a part of a load that it has not ended. */
  driving(): boolean
  /** Ends all of them. */
  close(): Promise<void>
}

export function createThreadGroups(): ThreadGroups {
  const groups = new Map<number, ThreadGroup>()
  return {
    async begin(target) {
      const group = groups.get(target) ?? createThreadGroup()
      groups.set(target, group)
      await group.close()
      return group
    },
    of(target) {
      const group = groups.get(target)
      if (group) return group
      throw new BenchError('corrupt_data', `shard 0 named target ${target}, of which no plan has begun here`)
    },
    postAll(message) {
      for (const group of groups.values()) group.postAll(message)
    },
    driving: () => [...groups.values()].some((group) => group.driving()),
    async close() {
      await Promise.all([...groups.values()].map((group) => group.close()))
    },
  }
}
