import { type LoadPlan, PlannedRequest, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { type RequestSource, requestsFrom } from '../load/request-source.js'

export type RequestSketch = Partial<Pick<PlannedRequest, 'phase' | 'round' | 'index' | 'dueAtMs' | 'workload'>>

/** A planned request with an id made from its place. */
export function aRequest(sketch: RequestSketch = {}): PlannedRequest {
  const { workload = 'W', phase = 'measured', round = 0, index = 0, dueAtMs = null } = sketch
  const name = phase === 'warmup' ? 'warmup' : `r${round}`
  return PlannedRequest.parse({
    requestId: `${workload}-${name}-${String(index).padStart(3, '0')}`,
    workload,
    phase,
    round,
    index,
    dueAtMs,
    request: { input: { kind: 'text', text: 'hello' }, maxTokens: 8 },
    intendedPromptTokens: 1,
    promptLengthBasis: 'estimate',
  })
}

export type PlanSketch = {
  readonly load: LoadPlan
  readonly requests?: number
  readonly rounds?: number
  readonly plan?: Partial<RunPlanInput>
}

/** A plan with one workload `W`, without warm-up unless asked for. */
export function aPlan({ load, requests = 10, rounds = 1, plan = {} }: PlanSketch): RunPlan {
  return RunPlan.parse({
    target: { kind: 'cpu' },
    workloads: [{ name: 'W', source: 'short_qa', promptTokens: 1, outputTokens: 8, requests, load }],
    rounds,
    warmup: { requests: 0, seconds: 0 },
    ...plan,
  })
}

/** `count` measured requests due at the given times (`null` for all without). */
export function measured(count: number, dueAtMs: (index: number) => number | null = () => null): PlannedRequest[] {
  return Array.from({ length: count }, (_, index) => aRequest({ index, dueAtMs: dueAtMs(index) }))
}

export function warmups(count: number, dueAtMs: (index: number) => number | null = () => null): PlannedRequest[] {
  return Array.from({ length: count }, (_, index) => aRequest({ phase: 'warmup', index, dueAtMs: dueAtMs(index) }))
}

/** A source that never ends, as a plan limited by time has. */
export function endless(dueAtMs: (index: number) => number | null = () => null): RequestSource {
  function* count(phase: PlannedRequest['phase']) {
    for (let index = 0; ; index += 1) yield aRequest({ phase, index, dueAtMs: dueAtMs(index) })
  }
  return { warmup: () => count('warmup'), measured: () => count('measured') }
}

export { requestsFrom }
