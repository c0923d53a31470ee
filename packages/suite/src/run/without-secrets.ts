import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'

/** A plan as it may be kept: keys in the query of the URL or in a body are not. Such a run cannot be resumed, and says so then. */
export function withoutSecrets(plan: RunPlan, secrets: readonly string[]): RunPlan {
  const kept = <Body extends object>(body: Body) => JSON.parse(redactSecrets(JSON.stringify(body), { secrets })) as Body
  const { target } = plan
  const workloads = plan.workloads.map((each) => ({ ...each, extraBody: kept(each.extraBody) }))
  if (target.kind !== 'endpoint') return { ...plan, workloads }
  const url = redactSecrets(target.url, { secrets })
  return { ...plan, workloads, target: { ...target, url, extraBody: kept(target.extraBody) } }
}
