import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { type RunningWorker, startWorker } from './start-worker.js'
import { birthOf, type BirthOptions } from './worker-birth.js'

/**
 * Starts the load threads of one process; where one does not start, those that did are ended.
 *
 * @param threads - at least 1.
 * @throws BenchError as `startLoadThreads`.
 */
export async function startThreads(
  threads: number,
  plan: RunPlan,
  options: BirthOptions,
): Promise<[RunningWorker, ...RunningWorker[]]> {
  const shared = forOneOf(threads, plan)
  const birth = () => birthOf(shared, options)
  const starts = await Promise.allSettled(Array.from({ length: threads }, () => startWorker(birth())))
  const workers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const failed = starts.find((start) => start.status === 'rejected')
  if (!failed) return workers as [RunningWorker, ...RunningWorker[]]
  await Promise.all(workers.map((worker) => worker.close()))
  throw failed.reason
}

/** What all answers together may hold is divided: each thread has a client that counts by itself. */
function forOneOf(threads: number, plan: RunPlan): RunPlan {
  const { target } = plan
  if (target.kind !== 'endpoint') return plan
  return { ...plan, target: { ...target, maxAnswerMemoryMb: target.maxAnswerMemoryMb / threads } }
}
