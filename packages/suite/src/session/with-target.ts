import type { LoadPlan, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import type { ResolvedIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'
import { openTarget } from '../targets/open-target.js'
import { streamsAtOnce } from '../targets/streams-at-once.js'

/**
 * Opens a plan's target, hands it over, and closes it whatever happens. An error in between ends the work: it is not
 * caught here.
 */
export async function withTarget<Result>(
  plan: RunPlan,
  options: {
    readonly io: ResolvedIo
    readonly substituteModel?: boolean
    /** Loads that come beside those of the plan. @default none */
    readonly loads?: readonly LoadPlan[]
    /** The shards that share the load. @default this process sends all of it */
    readonly rendezvous?: Rendezvous | null
  },
  use: (target: OpenTarget) => Promise<Result>,
): Promise<Result> {
  const { io, substituteModel = false, loads = [], rendezvous = null } = options
  const { apiKey, clock, signal, dialects, dialectModule, targets, onWaiting, warn } = io
  const together = streamsAtOnce([...plan.workloads.map(({ load }) => load), ...loads], io.loadKinds)
  const target = await openTarget(
    withSecretHeaders(plan, io),
    { apiKey, clock, signal, dialects, dialectModule, substituteModel, together, onWaiting, warn, rendezvous },
    targets,
  )
  try {
    return await use(target)
  } finally {
    await target.close()
  }
}

/** Secrets join the plan in memory only. */
function withSecretHeaders(plan: RunPlan, { secretHeaders }: ResolvedIo): RunPlan {
  if (plan.target.kind !== 'endpoint') return plan
  return { ...plan, target: { ...plan.target, headers: { ...plan.target.headers, ...secretHeaders } } }
}
