import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { type RunningWorker, startWorker } from '../workers/start-worker.js'
import { birthOf, type BirthOptions } from '../workers/worker-birth.js'

/**
 * Starts the thread in which a shard sends its part of a load.
 *
 * @param plan - as shard 0 opened it, with the headers of this shard.
 * @throws BenchError as `startLoadThreads`.
 */
export function startShardThread(plan: RunPlan, options: BirthOptions): Promise<RunningWorker> {
  return startWorker(birthOf(plan, options))
}
