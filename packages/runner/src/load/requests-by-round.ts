import type { PlannedRequest, RequestPhase, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import type { Requests, RequestSource } from './request-source.js'

/** A part of a plan, as `planRequests` of the workloads package takes it. */
export type RequestPart = {
  readonly workload: string
  readonly phase: RequestPhase
  readonly round: number
  readonly count?: number
  readonly share?: { readonly index: number; readonly count: number }
}

export type RequestsByRoundOptions = {
  /** One worker's part: every `count`-th request, beginning with number `index`. @default all */
  readonly share?: { readonly index: number; readonly count: number }
  /** Kinds of load beside those of the project. @default [] */
  readonly loadKinds?: readonly LoadKind[]
}

/**
 * The source of a plan, made from a function that builds one round. Open-loop rounds, whose times each count from 0,
 * are laid end to end on one axis, so that load flows from one into the next without a drain and the burst after it.
 * Where only time ends the load, its first round has no end.
 *
 * @param build - builds a part; called lazily, and again for the same part.
 * @example requestsByRound(plan, (part) => planRequests(plan, part, { tokenizer }))
 */
export function requestsByRound(
  plan: RunPlan,
  build: (part: RequestPart) => Requests,
  { share, loadKinds = [] }: RequestsByRoundOptions = {},
): RequestSource {
  const shared = share ? { share } : {}

  return {
    warmup(workload) {
      // A closed loop has no arrivals to count in a time: it takes as many requests as it needs.
      const untimed = !loadKindOf(workload.load, loadKinds).openLoop
      const endless = plan.warmup.seconds > 0 && untimed ? { count: Number.POSITIVE_INFINITY } : {}
      return build({ workload: workload.name, phase: 'warmup', round: 0, ...endless, ...shared })
    },
    async *measured(workload) {
      const kind = loadKindOf(workload.load, loadKinds)
      const endless = plan.stop.byRequests ? {} : { count: Number.POSITIVE_INFINITY }
      const rounds = plan.stop.byRequests ? plan.rounds : 1
      let endsAt = await warmupEndsAt(plan, workload, { kind, build })
      for (let round = 0; round < rounds; round += 1) {
        const part = { workload: workload.name, phase: 'measured' as const, round }
        // Arrivals are of sessions where the load counts them.
        const units = workload.sessions ?? workload.requests
        const dueOf = (index: number) => placed(build, part, { index, count: units })
        const beginsAt = kind.openLoop
          ? await joinAt(endsAt, { rateRps: kind.rateRps(workload.load), requests: units, dueOf })
          : 0
        for await (const request of build({ ...part, ...endless, ...shared })) yield moved(request, beginsAt)
        if (round + 1 < rounds && kind.openLoop) {
          const last = await dueOf(units - 1)
          endsAt = last === null ? endsAt : last + beginsAt
        }
      }
    },
  }
}

type Joining = {
  readonly rateRps: number | null
  readonly requests: number
  /** Due time of a request of the round, on the round's own axis. */
  readonly dueOf: (index: number) => Promise<number | null>
}

/** One recorded arrival that is days from the others makes the mean gap of a trace hours. */
const MAX_GAP_MS = 10_000

/** Where a round's own axis begins: 0 when it goes on after what was before, else one gap after it, the mean one where no rate says it. */
async function joinAt(endsAt: number | null, { rateRps, requests, dueOf }: Joining): Promise<number> {
  if (endsAt === null) return 0
  const first = (await dueOf(0)) ?? 0
  if (first > endsAt) return 0
  if (first > 0) return endsAt
  if (rateRps !== null) return endsAt + 1000 / rateRps
  const last = (await dueOf(requests - 1)) ?? 0
  return endsAt + (requests > 1 ? Math.min(MAX_GAP_MS, last / (requests - 1)) : 0)
}

type Warming = { readonly kind: LoadKind; readonly build: (part: RequestPart) => Requests }

/** Arrivals that the warm-up is no part of begin after it; others go on where the warm-up ended by themselves. */
async function warmupEndsAt(
  { warmup }: RunPlan,
  workload: WorkloadPlan,
  { kind, build }: Warming,
): Promise<number | null> {
  if (!kind.openLoop || kind.warmupFlowsOn || warmup.requests === 0) return null
  const part = { workload: workload.name, phase: 'warmup' as const, round: 0 }
  return placed(build, part, { index: warmup.requests - 1, count: warmup.requests })
}

/** Due time of one request, by its place: the same for every worker, whichever requests it sends. */
async function placed(
  build: (part: RequestPart) => Requests,
  part: RequestPart,
  share: { readonly index: number; readonly count: number },
): Promise<number | null> {
  for await (const request of build({ ...part, share })) return request.dueAtMs
  return null
}

function moved(request: PlannedRequest, ms: number): PlannedRequest {
  return ms === 0 || request.dueAtMs === null ? request : { ...request, dueAtMs: request.dueAtMs + ms }
}
