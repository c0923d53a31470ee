import { invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { planHash } from '@sagellm-benchmark/runner/output'
import { shardPlanHash } from '@sagellm-benchmark/runner/shards'
import {
  joinAsShard,
  type JoinedRun,
  type JoinRunOptions,
  type SharedLoad,
  type SharedTarget,
} from '../shards/join-as-shard.js'
import type { ComparisonRequest } from './comparison-request.js'
import { planToOpen } from './plan-to-open.js'

/**
 * Sends the part of each round of a comparison that falls to this process, to each target from threads of its own; shard 0, which calls
 * `compare` with `shards`, makes the requests and keeps the records. The key of each target is the one that this request has for it.
 *
 * @throws BenchError as `joinRun`.
 */
export function joinComparison(
  request: ComparisonRequest,
  options: Omit<JoinRunOptions, 'records' | 'output'>,
): Promise<JoinedRun> {
  const targets = request.targets.map(
    ({ target, apiKey }): SharedTarget => ({
      plans: [planToOpen(target, request.plan)],
      ...(apiKey === undefined ? {} : { apiKey }),
    }),
  )
  if (targets.length < 2) throw invalidArgument('targets', targets.length, 'give two or more')
  const planHash = sharedComparisonHash(request)
  return joinAsShard({ targets: targets as unknown as SharedLoad['targets'], planHash }, options)
}

/**
 * What all shards of a comparison have to agree on: what was asked for, before any target is open. The models and tokenizers that are
 * found then are those of shard 0, and so are the seeds, because it makes all requests.
 */
export function sharedComparisonHash({ plan, targets, ...request }: ComparisonRequest): string {
  const { seed: _, textSeed: __, ...same } = plan
  const { tokenizer = null, contextLength = null, self = false, hardwareFamily = null } = request
  const ofTargets = targets.map(({ target, command = null }) => [hashOfTarget(planToOpen(target, plan)), command])
  return planHash([same, ofTargets, tokenizer, contextLength, self, hardwareFamily])
}

function hashOfTarget(plan: RunPlan): string {
  return shardPlanHash({ ...plan, seed: 0, textSeed: null })
}
