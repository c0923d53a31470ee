import type { Cache } from './cache.js'

/** One forward pass over a batch whose rows are aligned on the right (padded on the left). */
export type ForwardInput = {
  /** New tokens of each row, padded with any id on the left to one length. */
  readonly ids: readonly (readonly number[])[]
  /** How many positions of each row are real once the new tokens are in: cached and new, padding excluded. */
  readonly realLengths: readonly number[]
  /** What earlier passes left; `null` on the first. */
  readonly cache: Cache | null
}

export type ForwardOutput = {
  /** Logits after each row's last token. */
  readonly logits: readonly Float32Array[]
  readonly cache: Cache
}

/** A causal language model, seen from the scheduler: tokens and a cache in, logits and a longer cache out. */
export interface CausalModel {
  readonly vocabularySize: number
  readonly contextLength: number | null
  /** Ids that the model's own settings call the end. */
  readonly eosTokenIds: readonly number[]
  /** Logits computed for every prompt token, not only for the last: costs memory on long prompts. */
  readonly keepsAllLogits: boolean
  /** False where the cache is not made of plain key and value blocks, so that rows cannot be moved between batches. */
  readonly cacheIsSeparable: boolean
  forward(input: ForwardInput): Promise<ForwardOutput>
  dispose(): Promise<void>
}
