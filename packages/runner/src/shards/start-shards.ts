import type { LoadGenerator } from '../load/load-generator.js'
import { linesGenerator } from '../workers/lines-generator.js'
import { type LoadThreadsOptions, tokenizerOf } from '../workers/start-load-threads.js'
import { startWorker } from '../workers/start-worker.js'
import { birthOf } from '../workers/worker-birth.js'
import type { Rendezvous } from './rendezvous.js'
import { withoutKeys } from './without-keys.js'

/**
 * The load generator of a run on several machines: a thread here, which is shard 0, and one on each machine that came to the rendezvous.
 * Arrival k of the plan goes to shard k mod n.
 *
 * @throws BenchError as `startLoadThreads`, with the number of the shard where it is another one's.
 */
export async function startShards(
  rendezvous: Rendezvous,
  options: Omit<LoadThreadsOptions, 'threads'> & Required<Pick<LoadThreadsOptions, 'clock'>>,
): Promise<LoadGenerator> {
  const { plan, clock, beforeLoad } = options
  const { lines, run } = rendezvous
  const tokenizer = options.tokenizer ?? (await tokenizerOf(plan))
  const own = await startWorker(birthOf(plan, options))
  try {
    await Promise.all(lines.map((line) => line.begin(withoutKeys(plan), run)))
  } catch (error) {
    await own.close()
    throw error
  }
  const here = { ...own, shard: 0 }
  // The rendezvous closes them, when it is known whether the run came to its end: a shard that is closed before has done its part.
  const others = lines.map((line) => ({ ...line, close: async () => {} }))
  return linesGenerator([here, ...others], {
    clock,
    tokenizer,
    beforeLoad,
    calibrations: () => new Map(lines.map((line) => [line.shard, line.calibration()])),
    async afterLoad() {
      await Promise.all(lines.map((line) => line.measureClock()))
    },
  })
}
