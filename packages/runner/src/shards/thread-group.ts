import type { ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import type { RunningWorker } from '../workers/start-worker.js'

type Threads = readonly [RunningWorker, ...RunningWorker[]]

/** The threads that a shard sends to one target from, those of one plan at a time. */
export interface ThreadGroup {
  /** Takes the threads of a plan. */
  hold(threads: Threads): Threads
  post(thread: number, message: ToWorker): void
  postAll(message: ToWorker): void
  /** A thread has ended its part of a load. */
  driven(thread: number): void
  /** Whether any of them has a part of a load that it has not ended. */
  driving(): boolean
  /** Whether the newest load had its common start. */
  underWay(): boolean
  /** Ends those that it holds. */
  close(): Promise<void>
}

export function createThreadGroup(): ThreadGroup {
  let threads: readonly RunningWorker[] = []
  const driving = new Set<number>()
  let underWay = false
  return {
    hold(fresh) {
      threads = fresh
      return fresh
    },
    post(thread, message) {
      if (message.kind === 'drive') {
        driving.add(thread)
        underWay = false
      }
      if (message.kind === 'start') underWay = true
      threads[thread]?.post(message)
    },
    postAll(message) {
      for (const thread of threads) thread.post(message)
    },
    driven: (thread) => void driving.delete(thread),
    driving: () => driving.size > 0,
    underWay: () => underWay,
    async close() {
      const held = threads
      threads = []
      await Promise.all(held.map((thread) => thread.close()))
    },
  }
}
