import { BenchError, type Clock, type PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { AsyncPlanResources } from '@sagellm-benchmark/workloads'
import { type TokenCache, tokenCacheKey } from './token-cache.js'
import { createTokenScale } from './token-scale.js'

export type CountPrompt = AsyncPlanResources['countPrompt']

export type PromptCountingOptions = {
  /** Asks the engine under test. */
  readonly ask: CountPrompt
  /** Counts of earlier runs; `null` keeps none. */
  readonly cache: TokenCache | null
  readonly clock: Clock
  /** Ends the waiting for an answer. */
  readonly signal: AbortSignal
  /** How long one count is tried again, ms. @default 30000 */
  readonly patienceMs?: number
  /** Questions that are under way at once. @default 8 */
  readonly atOnce?: number
}

/** Counts prompts with the tokenizer of the engine under test, and leaves the engine alone while it is measured. */
export interface PromptCounting {
  readonly countPrompt: CountPrompt
  /** From now on nothing is asked: lengths are foreseen from what was counted. Resolves when the last question is answered. */
  loadBegins(): Promise<void>
  loadEnds(): void
  /** Keeps what was learnt for later runs. */
  save(): Promise<void>
  /** A request whose length was foreseen says so: its length is an estimate, which `usage` is compared with. */
  marked(planned: PlannedRequest): PlannedRequest
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4_000
/** One question is given up after this, and a long text after so much more for each of its characters. */
const ANSWER_MS = 10_000
const ANSWER_MS_PER_CHARACTER = 0.05
/** A server that has once not answered for `patienceMs` is given up sooner the next time. */
const SECOND_PATIENCE_MS = 2_000

/**
 * Counts by asking the engine, each text once: before a load, and between two loads. `countPrompt` rejects with a BenchError
 * `unavailable` where a count had no answer for `patienceMs`.
 */
export function createPromptCounting(options: PromptCountingOptions): PromptCounting {
  const { ask, cache, clock, signal, patienceMs = 30_000, atOnce = 8 } = options
  const known = new Map<string, number>()
  const foreseen = new Set<string>()
  const asking = new Set<Promise<unknown>>()
  const scale = createTokenScale()
  const places = createPlaces(atOnce)
  let loads = 0
  let gaveUp = false

  const learn = (key: string, input: PromptInput, tokens: number) => {
    known.set(key, tokens)
    scale.add(input, tokens)
    return tokens
  }
  const askPatiently = async (input: PromptInput): Promise<number> => {
    const waitMs = gaveUp ? SECOND_PATIENCE_MS : patienceMs
    const until = clock.now() + waitMs
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        // Nobody waits for it any more: the workload that wanted it was given up.
        if (loads > 0) throw new Error('the load has begun')
        const tokens = await answerWithin(
          clock,
          ANSWER_MS + ANSWER_MS_PER_CHARACTER * promptCharacters(input),
          ask(input),
        )
        gaveUp = false
        return tokens
      } catch (error) {
        if (signal.aborted || loads > 0 || clock.now() + pause > until) {
          gaveUp = true
          throw unanswered(error, waitMs)
        }
      }
      await clock.sleepUntil(clock.now() + pause, signal)
    }
  }
  const count = async (key: string, input: PromptInput): Promise<number> => {
    const answer = places.take(() => askPatiently(input))
    asking.add(answer)
    try {
      const tokens = learn(key, input, await answer)
      cache?.set(key, tokens)
      return tokens
    } finally {
      asking.delete(answer)
    }
  }

  return {
    countPrompt(input) {
      if (input.kind === 'tokens') return input.tokenIds.length
      const key = tokenCacheKey(JSON.stringify(input))
      const tokens = known.get(key) ?? cache?.get(key)
      if (tokens !== undefined) return known.has(key) ? tokens : learn(key, input, tokens)
      if (loads === 0) return count(key, input)
      foreseen.add(key)
      return scale.foresee(input)
    },
    async loadBegins() {
      loads += 1
      await Promise.allSettled(asking)
      await cache?.save()
    },
    save: async () => cache?.save(),
    loadEnds() {
      loads -= 1
      known.clear()
      foreseen.clear()
    },
    marked(planned) {
      if (foreseen.size === 0 || !foreseen.has(tokenCacheKey(JSON.stringify(planned.request.input)))) return planned
      return { ...planned, intendedPromptTokens: null, promptLengthBasis: 'estimate' }
    },
  }
}

function promptCharacters(input: PromptInput): number {
  return input.kind === 'tokens' ? 0 : JSON.stringify(input).length
}

/** Rejects where an answer does not come in time; what comes later is nobody's. */
async function answerWithin(clock: Clock, ms: number, answer: number | Promise<number>): Promise<number> {
  let cancel = () => {}
  const late = new Promise<never>((_, reject) => {
    cancel = clock.setTimer(ms, () => reject(new Error(`no answer within ${Math.round(ms / 1000)} s`)))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    cancel()
  }
}

function unanswered(error: unknown, patienceMs: number): BenchError {
  const words = error instanceof Error ? error.message : String(error)
  return new BenchError(
    'unavailable',
    `the server did not count a prompt for ${Math.round(patienceMs / 1000)} s: ${words}`,
    { hint: 'give --tokenizer FOLDER, which counts without the server', cause: error },
  )
}

/** Lets so many works go on at once; the others wait in their order. */
function createPlaces(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  return {
    async take<T>(work: () => Promise<T>): Promise<T> {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free += 1
      }
    },
  }
}
