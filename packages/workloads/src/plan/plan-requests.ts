import { invalidArgument, type PlannedRequest, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { countLater, countNow } from '../sources/counting.js'
import { planSessions } from '../sessions/plan-sessions.js'
import { type DueRequest, dueRequests, type PlanPart, workloadOf } from './due-requests.js'
import { type AsyncPlanResources, isOfSessions, type PlanResources } from './plan-resources.js'
import { openWorkload } from './open-workload.js'

/**
 * The requests of one workload's round, or of its warm-up, in order of arrival. Lazy: a million of them take no more
 * memory than one. The same plan and part give the same requests everywhere; with `share` a worker builds only its
 * own, and all workers' shares together are the whole.
 *
 * @throws BenchError `invalid_argument` for a workload that the plan lacks, or options that cannot be used;
 * `not_found` for a file that was not given; `corrupt_data` for one that cannot be read. All before the first request.
 * @example for (const request of planRequests(plan, { workload: 'Q5', phase: 'measured', round: 0 }, { tokenizer })) { ... }
 */
export function planRequests(
  plan: RunPlan,
  part: PlanPart,
  resources: PlanResources = {},
): Generator<PlannedRequest, void, undefined> {
  if (isOfSessions(workloadOf(plan, part.workload)))
    throw invalidArgument('planRequests', 'a workload of sessions', 'use planRequestsAsync')
  const draftsman = openWorkload(plan, part.workload, resources)
  countNow(draftsman.prepare(), draftsman.count)
  return (function* () {
    for (const due of dueRequests(plan, part, resources)) yield countNow(draftsman.plan(due), draftsman.count)
  })()
}

/**
 * Like `planRequests`, counting with a function that may answer later. The requests are the same, and in the same order;
 * several of them are counted at once, and nothing before the first is asked for.
 */
export function planRequestsAsync(
  plan: RunPlan,
  part: PlanPart,
  resources: AsyncPlanResources,
): AsyncGenerator<PlannedRequest, void, undefined> {
  if (isOfSessions(workloadOf(plan, part.workload))) return planSessions(plan, part, resources)
  const { countPrompt, countsAtOnce = 8, ...others } = resources
  const draftsman = openWorkload(plan, part.workload, { ...others, countPrompt: unused })
  const build = (due: DueRequest) => countLater(draftsman.plan(due), countPrompt)
  return (async function* () {
    await countLater(draftsman.prepare(), countPrompt)
    yield* inOrder(dueRequests(plan, part, resources), build, countsAtOnce)
  })()
}

/** The first alone, because the others go by the scale that it learns; then several at once. */
async function* inOrder(
  due: Iterator<DueRequest>,
  build: (due: DueRequest) => Promise<PlannedRequest>,
  atOnce: number,
): AsyncGenerator<PlannedRequest, void, undefined> {
  const first = due.next()
  if (first.done) return
  yield await build(first.value)
  const ahead: Promise<PlannedRequest>[] = []
  for (;;) {
    while (ahead.length < atOnce) {
      const next = due.next()
      if (next.done) break
      const built = build(next.value)
      // Heard where its turn comes; until then a failure must not end the process.
      built.catch(() => {})
      ahead.push(built)
    }
    const next = ahead.shift()
    if (!next) return
    yield await next
  }
}

function unused(): number {
  throw invalidArgument('countPrompt', 'a later answer', 'use planRequestsAsync')
}
