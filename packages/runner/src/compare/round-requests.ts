import { type PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import { deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { AsyncPlanResources, PlanPart } from '@sagellm-benchmark/workloads'
import type { ComparisonCell } from './comparison-cells.js'
import type { ComparisonTarget } from './comparison-target.js'

/** How prompts are built to length: a tokenizer, or a function that asks a server; files of datasets. */
export type PromptResources = Partial<
  Pick<AsyncPlanResources, 'tokenizer' | 'countPrompt' | 'countsTemplate' | 'files' | 'sources'>
>

/** The requests of a comparison, the same for every target. */
export interface RoundRequests {
  warmup(cell: ComparisonCell, target: ComparisonTarget): Promise<PlannedRequest[]>
  round(cell: ComparisonCell, round: number, target: ComparisonTarget): Promise<PlannedRequest[]>
}

/**
 * Builds the requests of each round once and hands the same to every target. Two targets at one address are the exception: a
 * prefix cache would answer the second time, so the second gets prompts of its own, drawn alike.
 */
export function createRoundRequests(
  plan: ComparisonPlan,
  { targets, resources = {} }: { readonly targets: readonly ComparisonTarget[]; readonly resources?: PromptResources },
): RoundRequests {
  const plans = new Map<string, RunPlan>()
  const kept = new Map<string, Promise<PlannedRequest[]>>()

  const runPlanOf = async (cell: ComparisonCell, turn: number): Promise<RunPlan> => {
    const key = `${turn}/${cell.name}`
    const known = plans.get(key)
    if (known) return known
    const made = RunPlan.parse({
      target: targets[0]?.endpoint,
      workloads: [cell.workload],
      // A data set is checked for having enough prompts before anything is sent.
      rounds: cell.maxRounds,
      warmup: { requests: plan.warmupRounds * cell.workload.requests, seconds: 0 },
      seed: turn === 0 ? plan.seed : deriveSeed(plan.seed, 'same address', turn),
    })
    plans.set(key, made)
    return made
  }
  const build = (cell: ComparisonCell, turn: number, part: PlanPart): Promise<PlannedRequest[]> => {
    const key = `${turn}/${cell.name}/${part.phase}/${part.round}`
    const known = kept.get(key)
    if (known) return known
    const made = runPlanOf(cell, turn).then((whole) => collect(whole, part, resources))
    kept.set(key, made)
    // Enough for the turns of one round; a whole comparison's prompts need not be in memory.
    if (kept.size > 8) kept.delete(kept.keys().next().value as string)
    return made
  }

  return {
    warmup: (cell, target) => build(cell, turnOf(targets, target), { workload: cell.name, phase: 'warmup', round: 0 }),
    round: (cell, round, target) =>
      build(cell, turnOf(targets, target), { workload: cell.name, phase: 'measured', round }),
  }
}

/** Which of the targets at this address it is, from 0. */
export function turnOf(targets: readonly ComparisonTarget[], target: ComparisonTarget): number {
  const sameAddress = targets.filter(({ endpoint }) => endpoint.url === target.endpoint.url)
  return sameAddress.indexOf(target)
}

async function collect(
  plan: RunPlan,
  part: PlanPart,
  { countPrompt, ...resources }: PromptResources,
): Promise<PlannedRequest[]> {
  // Building prompts is much code, as tokenizing is: only a program that measures loads it.
  const { planRequests, planRequestsAsync } = await import('@sagellm-benchmark/workloads')
  if (!countPrompt) return fromStart([...planRequests(plan, part, resources)])
  const requests: PlannedRequest[] = []
  for await (const each of planRequestsAsync(plan, part, { ...resources, countPrompt })) requests.push(each)
  return fromStart(requests)
}

/** Every round is a load of its own, whose first arrival is its start; in a whole run the first round would follow the warm-up. */
function fromStart(requests: readonly PlannedRequest[]): PlannedRequest[] {
  const first = requests[0]?.dueAtMs ?? 0
  return requests.map((each) => ({ ...each, dueAtMs: each.dueAtMs === null ? null : each.dueAtMs - first }))
}
