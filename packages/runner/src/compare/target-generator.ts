import { type Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import { type ComparisonPlan, comparedLoads } from '@sagellm-benchmark/protocol-types/comparison'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { createEndpointClient } from '../load/create-endpoint-client.js'
import { givenTransports } from '../load/given-transports.js'
import type { LoadGenerator } from '../load/load-generator.js'
import { openLoadGenerator } from '../load/open-load-generator.js'
import type { ComparisonTarget } from './comparison-target.js'

export type TargetGeneratorOptions = {
  readonly plan: ComparisonPlan
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Counts tokens where the target reports none. */
  readonly tokenizer: Tokenizer | null
}

/**
 * What sends to one target of a comparison, where the caller does not say: as for every other measurement.
 *
 * @throws BenchError as `open` of a client, for a target that cannot be reached.
 */
export async function targetGenerator(
  { endpoint, apiKey = null }: ComparisonTarget,
  { plan, clock, signal, tokenizer }: TargetGeneratorOptions,
): Promise<LoadGenerator> {
  const runPlan = planToOpen(endpoint, plan)
  const transports = endpoint.loadThreads === 0 ? await givenTransports(endpoint) : []
  const client = createEndpointClient(runPlan, { apiKey, clock, tokenizer, transports })
  try {
    await client.open({ connections: 0, signal })
    const generator = await openLoadGenerator(runPlan, { client, clock, apiKey, tokenizer })
    return {
      get identity() {
        return generator.identity
      },
      threads: generator.threads,
      drive: generator.drive,
      async close() {
        await generator.close()
        await client.close()
      },
    }
  } catch (error) {
    await client.close()
    throw error
  }
}

/** For opening alone: what is sent comes round by round. */
function planToOpen(target: ComparisonTarget['endpoint'], plan: ComparisonPlan) {
  const [load] = comparedLoads(plan)
  const workloads = plan.scenarios.slice(0, 1).map((scenario) => ({ ...scenario, requests: 1, load: load?.load }))
  return { ...RunPlan.parse({ target, workloads, timeouts: plan.timeouts, seed: plan.seed }), target }
}
