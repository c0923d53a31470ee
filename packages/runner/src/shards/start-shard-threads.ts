import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { threadsHere } from '../load/asked-threads.js'
import type { RunningWorker } from '../workers/start-worker.js'
import { startThreads } from '../workers/start-threads.js'
import type { BirthOptions } from '../workers/worker-birth.js'

/**
 * Starts the threads in which a shard sends its part of a load: as many as the plan asks for, for `auto` as many as help on its own machine.
 *
 * @param plan - as shard 0 opened it, with the headers of this shard.
 * @param options.say - called with a sentence where that is not known. @default nothing
 * @throws BenchError as `startLoadThreads`.
 */
export async function startShardThreads(
  plan: RunPlan,
  { say = () => {}, ...options }: BirthOptions & { readonly say?: (text: string) => void },
): Promise<readonly [RunningWorker, ...RunningWorker[]]> {
  const { threads, notice } = await threadsHere(plan)
  if (notice !== null) say(notice)
  return startThreads(threads, plan, options)
}
