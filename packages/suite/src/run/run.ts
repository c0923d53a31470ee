import type { RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { RunResult } from '@sagellm-benchmark/runner'
import { measureRun } from './measure-run.js'
import type { RunOptions, RunOutcome } from './run-outcome.js'
import { writeRun, writtenArtifacts } from './write-run.js'

/**
 * Measures what a plan describes and leaves the artifacts in a folder. Nothing is written before the plan, its files and the
 * target are good; nothing is printed.
 *
 * @throws BenchError `invalid_argument` for a plan that does not fit together, and as opening the target and the folder.
 * @example
 * const { summary } = await run({ target: { kind: 'endpoint', url }, workloads }, { output: './results' })
 */
export async function run(given: RunPlanInput, options: RunOptions = {}): Promise<RunOutcome> {
  if ((options.rendezvous ?? options.shards)?.records === 'local')
    throw invalidArgument(
      'shards.records',
      'local',
      'keepRun keeps the records of shard 0, and mergeShards makes the result',
    )
  return measureRun(given, options, {
    artifacts: writtenArtifacts,
    async finish(open, { begun, measured, calibration, rendezvous }) {
      const { folder, target } = open
      const { result } = measured
      const written = await writeRun(open, { ...options, begun, measured, rendezvous })
      const overNetwork = target.client.identity.transport !== 'in_process'
      const { interrupted } = result
      return { folder, ...written, calibration, overNetwork, interrupted, lostShards: lostShardsOf(result) }
    },
  })
}

/** Numbers of the shards that were lost in any workload. */
export function lostShardsOf({ workloads }: Pick<RunResult, 'workloads'>): number[] {
  return [...new Set(workloads.flatMap(({ lost = [] }) => lost.map(({ shard }) => shard)))]
}
