import { type DecodeStepRecord, GenerationRequest, type GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { createReferenceEngine, type ReferenceEngine, type SimulatorInput } from '../src/index.js'

/** A model of time whose sums can be done in one's head: prompts 2 ms and 1 ms a token, decode steps 10 ms and 1 ms a sequence. */
export const plainTimes: SimulatorInput = {
  prefillBaseMs: 2,
  prefillTokensPerSecond: 1000,
  decodeStepMs: 10,
  decodePerSequenceMs: 1,
  noiseCv: 0,
  naturalOutputTokens: null,
}

export type Arrival = {
  readonly id: string
  readonly atMs: number
  readonly request: GenerationRequest
  /** Leaves at this time. */
  readonly abortAtMs?: number
}

export type Simulation = {
  readonly engine: ReferenceEngine
  /** What each request got. */
  readonly steps: ReadonlyMap<string, readonly GenerationStep[]>
  readonly decodeSteps: readonly DecodeStepRecord[]
  /** Times of the tokens of a request's first choice. */
  times(id: string): readonly number[]
  textOf(id: string): string
}

/** A request of `length` prompt tokens that no other prompt shares. */
export function tokensRequest(length: number, fields: Partial<GenerationRequest> & { readonly start?: number } = {}) {
  const { start = 300, ...rest } = fields
  const tokenIds = Array.from({ length }, (_, at) => start + ((at * 7) % 500))
  return GenerationRequest.parse({ input: { kind: 'tokens', tokenIds }, maxTokens: 4, ...rest })
}

export type SimulateOptions = {
  /** Done to the engine itself in the middle of the simulation. @default nothing */
  readonly interventions?: readonly { readonly atMs: number; readonly act: (engine: ReferenceEngine) => void }[]
  /** By how much the engine's timers are late, ms. @default 0 */
  readonly lateMs?: number
}

/** Plays arrivals on a virtual clock to their end. */
export async function simulate(
  options: SimulatorInput,
  arrivals: readonly Arrival[],
  { interventions = [], lateMs = 0 }: SimulateOptions = {},
): Promise<Simulation> {
  const clock = virtualClock()
  const engine = createReferenceEngine({
    ...plainTimes,
    ...options,
    clock: { ...clock, sleepUntil: (dueMs, signal) => clock.sleepUntil(dueMs + lateMs, signal) },
  })
  const steps = new Map<string, GenerationStep[]>()
  const decodeSteps: DecodeStepRecord[] = []
  engine.observeDecodeSteps((step) => decodeSteps.push(step))
  for (const { atMs, act } of interventions) clock.setTimer(atMs, () => act(engine))
  for (const { id, atMs, request, abortAtMs } of arrivals) {
    const mine: GenerationStep[] = []
    steps.set(id, mine)
    const abort = new AbortController()
    if (abortAtMs !== undefined) clock.setTimer(abortAtMs, () => abort.abort())
    clock.setTimer(atMs, () => {
      const stream = engine.generate(request, { requestId: id, signal: abort.signal })
      void (async () => {
        for await (const step of stream) mine.push(step)
      })()
    })
  }
  await clock.runAll()
  return {
    engine,
    steps,
    decodeSteps,
    times: (id) => engine.groundTruth(id)?.tokenAtMs[0] ?? [],
    textOf: (id) =>
      (steps.get(id) ?? [])
        .filter(({ choice }) => choice === 0)
        .map(({ text }) => text)
        .join(''),
  }
}
