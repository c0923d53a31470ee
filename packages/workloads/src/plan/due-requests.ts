import { invalidArgument, type RequestPhase, type RunPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { arrivalTimes, type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { deriveSeed } from '@sagellm-benchmark/protocol-types/random'

/** Which requests of a run are wanted. */
export type PlanPart = {
  /** Name of a workload of the plan. */
  readonly workload: string
  readonly phase: RequestPhase
  /** From 0. Warm-up belongs to round 0. */
  readonly round: number
  /** How many, e.g. `Infinity` for load that stops by time. @default the plan's own number */
  readonly count?: number
  /** Only every `count`-th request, beginning with number `index`: one worker's part. @default all */
  readonly share?: { readonly index: number; readonly count: number }
}

/** The place of a request, and when it is due. */
export type DueRequest = {
  readonly phase: RequestPhase
  readonly round: number
  readonly index: number
  readonly dueAtMs: number | null
}

/**
 * Places and due times of one part: of requests or, in a workload of sessions, of the sessions. In open loop the warm-up is the head of the first round's arrivals, so that the
 * measured requests follow it without a drain and without a burst.
 *
 * @param loadKinds - a caller's own kinds of load.
 */
export function* dueRequests(
  plan: RunPlan,
  part: PlanPart,
  { loadKinds = [] }: { readonly loadKinds?: readonly LoadKind[] } = {},
): Generator<DueRequest> {
  const workload = workloadOf(plan, part.workload)
  const { phase, round, share = { index: 0, count: 1 } } = part
  const kind = loadKindOf(workload.load, loadKinds)
  const warmup = warmupCount(plan, workload, { loadKinds })
  const flows = kind.warmupFlowsOn && round === 0
  const wanted = part.count ?? (phase === 'warmup' ? warmup : unitsOf(workload))
  const skipped = flows && phase === 'measured' ? warmup : 0

  // Warm-up that does not flow on has times of its own, but never random ones that the measured part would repeat.
  const seed = deriveSeed(plan.seed, 'arrivals', workload.name, flows ? 'flow' : phase, round)
  // Not `-skipped`: that is minus zero where nothing is skipped.
  let place = 0 - skipped
  const load = round > 0 ? kind.laterRounds(workload.load) : workload.load
  for (const dueAtMs of arrivalTimes(load, { seed, loadKinds })) {
    if (place >= wanted) return
    if (place >= 0 && place % share.count === share.index) yield { phase, round, index: place, dueAtMs }
    place += 1
  }
  if (place < wanted && Number.isFinite(wanted)) {
    throw invalidArgument('requests', wanted, `the load of ${workload.name} has only ${place} arrivals`)
  }
}

/** What a load counts in a round: sessions, or requests. */
function unitsOf({ sessions, requests }: Pick<WorkloadPlan, 'sessions' | 'requests'>): number {
  return sessions ?? requests
}

/** Warm-up requests of a workload: the stated number, or in open loop as many as arrive within the stated seconds. */
export function warmupCount(
  plan: RunPlan,
  workload: WorkloadPlan,
  { loadKinds = [] }: { readonly loadKinds?: readonly LoadKind[] } = {},
): number {
  const { requests, seconds } = plan.warmup
  if (seconds <= 0 || !loadKindOf(workload.load, loadKinds).warmupFlowsOn) return requests
  const seed = deriveSeed(plan.seed, 'arrivals', workload.name, 'flow', 0)
  let within = 0
  for (const dueAtMs of arrivalTimes(workload.load, { seed, loadKinds })) {
    if (dueAtMs === null || dueAtMs >= seconds * 1000) break
    within += 1
  }
  return Math.max(requests, within)
}

/** @throws BenchError `invalid_argument` for a name the plan lacks, or has twice. */
export function workloadOf(plan: RunPlan, name: string): WorkloadPlan {
  const [found, second] = plan.workloads.filter((each) => each.name === name)
  if (second) throw invalidArgument('workload', name, 'give the workloads of one plan different names')
  if (found) return found
  const known = plan.workloads.map((each) => each.name).join(', ')
  throw invalidArgument('workload', name, `the plan has ${known}`)
}
