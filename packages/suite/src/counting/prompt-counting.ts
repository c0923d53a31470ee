import type { Clock, PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { AsyncPlanResources } from '@sagellm-benchmark/workloads'
import { createPatientAsk } from './patient-ask.js'
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
  /** Called once with a sentence when an answer is slow. @default nothing */
  readonly onSlow?: (text: string) => void
}

/** Counts prompts with the tokenizer of the engine under test, and leaves the engine alone while it is measured. */
export interface PromptCounting {
  readonly countPrompt: CountPrompt
  /** From now on nothing is asked: lengths are predicted from what was counted. Resolves when the last question is answered. */
  loadBegins(): Promise<void>
  loadEnds(): void
  /** Keeps what was learnt for later runs. */
  save(): Promise<void>
  /** Marks a request whose length was predicted: it is an estimate, which `usage` is compared with. */
  marked(planned: PlannedRequest): PlannedRequest
}

/**
 * Counts by asking the engine, each text once: before a load, and between two loads. `countPrompt` rejects with a BenchError
 * `unavailable` where a count had no answer for `patienceMs`.
 */
export function createPromptCounting(options: PromptCountingOptions): PromptCounting {
  const { ask, cache, clock, signal, patienceMs = 30_000, atOnce = 8, onSlow } = options
  const known = new Map<string, number>()
  const foreseen = new Set<string>()
  const asking = new Set<Promise<unknown>>()
  const scale = createTokenScale()
  const places = createPlaces(atOnce)
  let loads = 0

  const learn = (key: string, input: PromptInput, tokens: number) => {
    known.set(key, tokens)
    scale.add(input, tokens)
    return tokens
  }
  // Once the load has begun no answer is waited for any more: the workload that needed it was given up.
  const askPatiently = createPatientAsk({ ask, clock, signal, patienceMs, onSlow, isOver: () => loads > 0 })
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

/** Limits how many tasks run at once; the others wait in their order. */
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
