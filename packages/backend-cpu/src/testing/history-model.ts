import type { Block, Cache } from '../worker/cache.js'
import type { CausalModel, ForwardInput } from '../worker/causal-model.js'

/** The next id after a row of ids, by a rule that every id and its place enter. Never the first five. */
export function ruledNext(history: readonly number[], vocabularySize = 64): number {
  const sum = history.reduce((total, id, at) => (total * 31 + id * 7 + at) % 9973, 1)
  return 5 + (sum % (vocabularySize - 5))
}

export type HistoryModelOptions = {
  readonly vocabularySize?: number
  /** Overrides the rule. @default ruledNext */
  readonly next?: (history: readonly number[]) => number
  /** Called with the sizes of every pass before it runs; may throw, or wait. */
  readonly onPass?: (pass: { rows: number; columns: number; isPrefill: boolean }) => void | Promise<void>
  /** As an export that takes padding for text. */
  readonly ignoresMask?: boolean
  readonly cacheIsSeparable?: boolean
}

/**
 * A model whose cache is the row itself, so that each answer shows exactly which tokens the batch machinery has kept
 * for a row, and in which order.
 */
export function historyModel(options: HistoryModelOptions = {}): CausalModel {
  const { vocabularySize = 64, ignoresMask = false, cacheIsSeparable = true } = options
  const next = options.next ?? ((history: readonly number[]) => ruledNext(history, vocabularySize))
  return {
    vocabularySize,
    contextLength: 128,
    eosTokenIds: [0],
    keepsAllLogits: false,
    cacheIsSeparable,
    async forward({ ids, realLengths, cache }: ForwardInput) {
      // As in a runtime, nothing of a pass happens in the turn that asks for it.
      await null
      await options.onPass?.({ rows: ids.length, columns: ids[0]?.length ?? 0, isPrefill: cache === null })
      const past = cache?.get('past_key_values.0.key')
      const columns = past?.dims[2] ?? 0
      const whole = ids.map((row, at) => [
        ...Array.from(past?.data.subarray(at * columns, (at + 1) * columns) ?? []),
        ...row,
      ])
      const logits = whole.map((row, at) => {
        const real = ignoresMask ? row : row.slice(row.length - Number(realLengths[at]))
        const scores = new Float32Array(vocabularySize)
        scores[next(real)] = 10
        return scores
      })
      return { logits, cache: cacheOf(whole) }
    },
    dispose: async () => {},
  }
}

function cacheOf(rows: readonly (readonly number[])[]): Cache {
  const block: Block = {
    type: 'float32',
    dims: [rows.length, 1, rows[0]?.length ?? 0, 1],
    data: Float32Array.from(rows.flat()),
  }
  return new Map([['past_key_values.0.key', block]])
}
