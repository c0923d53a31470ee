import type { KvCache } from './kv-cache.js'
import { isPrefilling, lengthOf, type Sequence } from './sequence.js'
import type { SimulatorOptions } from './simulator-options.js'

export type RoomParts = {
  readonly running: readonly Sequence[]
  readonly kv: KvCache
  readonly options: SimulatorOptions
  readonly preempt: (sequence: Sequence) => void
}

/** Gives every decoding sequence room for its next tokens; the latest comer gives way to the earlier ones when there is none. */
export function makeRoom({ running, kv, options, preempt }: RoomParts): void {
  for (const sequence of [...running]) {
    while (sequence.lease && !isPrefilling(sequence)) {
      const limit = sequence.promptIds.length + sequence.maxTokens
      const length = Math.min(limit, lengthOf(sequence) + 1 + options.draftTokens)
      if (kv.grow(sequence.lease, length)) break
      preempt(running.at(-1) as Sequence)
    }
  }
}
