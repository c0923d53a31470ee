import type { LoadGenerator } from '../load/load-generator.js'
import { linesGenerator, type ReadyLine } from '../workers/lines-generator.js'
import { type LoadThreadsOptions, tokenizerOf } from '../workers/start-load-threads.js'
import { startThreads } from '../workers/start-threads.js'
import type { Rendezvous } from './rendezvous.js'
import type { ShardLine } from './shard-line.js'
import { withoutKeys } from './without-keys.js'

/**
 * The load generator of a run on several machines: threads here, which are shard 0, and those of each machine that came to the rendezvous.
 * Arrival k of the plan goes to shard k mod n, and within it to its threads by the same rule.
 *
 * @throws BenchError as `startLoadThreads`, with the number of the shard where it is another one's.
 */
export async function startShards(
  rendezvous: Rendezvous,
  options: LoadThreadsOptions & Required<Pick<LoadThreadsOptions, 'clock'>>,
): Promise<LoadGenerator> {
  const { plan, threads = 1, clock, beforeLoad } = options
  const { lines, run, target } = rendezvous
  const tokenizer = options.tokenizer ?? (await tokenizerOf(plan))
  const own = await startThreads(threads, plan, options)
  let begun: Awaited<ReturnType<ShardLine['begin']>>[]
  try {
    begun = await Promise.all(lines.map((line) => line.begin(withoutKeys(plan), { run, target })))
  } catch (error) {
    await Promise.all(own.map((worker) => worker.close()))
    throw error
  }
  const here = own.map((worker, thread) => ({ ...worker, shard: 0, thread }))
  // The rendezvous closes them, when it is known whether the run came to its end: a shard that is closed before has done its part.
  const others = begun.flat().map((each) => ({ ...each, close: async () => {} }))
  return linesGenerator([...here, ...others] as [ReadyLine, ...ReadyLine[]], {
    clock,
    tokenizer,
    beforeLoad,
    calibrations: () => new Map(lines.map((line) => [line.shard, line.calibration()])),
    async afterLoad() {
      await Promise.all(lines.map((line) => line.measureClock()))
    },
  })
}
