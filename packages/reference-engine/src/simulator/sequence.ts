import type { GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import type { KvLease } from './kv-cache.js'
import type { SimulatedToken } from './token-source.js'

/** One choice of one request on its way through the simulated engine. */
export type Sequence = {
  readonly requestId: string
  readonly choice: number
  readonly arrivedAtMs: number
  readonly promptIds: readonly number[]
  readonly maxTokens: number
  readonly nextToken: () => SimulatedToken
  /** Decides which drafted tokens are accepted. */
  readonly draft: RandomSource
  /** Factor on the work this request causes. */
  readonly noise: number
  readonly emit: (step: GenerationStep) => void
  readonly generated: number[]
  lease: KvLease | null
  /** Tokens, of prompt and earlier answer, whose keys and values are in the lease. */
  computed: number
  /** How many of them it needs before it can decode. */
  toCompute: number
  cachedPromptTokens: number | null
  /** ms from arrival to the first place in the batch. */
  queuedMs: number | null
  finished: boolean
}

/** Everything the model has seen of it: prompt, then answer. */
export function tokensOf(sequence: Sequence): readonly number[] {
  return sequence.generated.length === 0 ? sequence.promptIds : [...sequence.promptIds, ...sequence.generated]
}

export function lengthOf(sequence: Sequence): number {
  return sequence.promptIds.length + sequence.generated.length
}

export function isPrefilling(sequence: Sequence): boolean {
  return sequence.computed < sequence.toCompute
}
