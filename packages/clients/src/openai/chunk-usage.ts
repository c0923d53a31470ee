import { type ChoiceTokens, chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { ChunkReading } from './read-chunk.js'
import { reportedUsage } from './reported-usage.js'

type Count = { firstAt: number; withFirstText: number; all: number }

/** Usage that rides on the chunks themselves: it says how many tokens came with each. */
export class ChunkUsage {
  /** By choice; `null` while no chunk had a count, as on most servers. */
  #counts: Map<number, Count> | null = null
  #withText = 0
  #broken = false

  /** Takes what an event says; one without usage or choice is passed over. @param at - stamp of its read. */
  note({ usage, chunks }: Pick<ChunkReading, 'usage' | 'chunks'>, at: number): void {
    const [chunk, second] = chunks
    if (!usage || !chunk) return
    const { choice } = chunk
    const hasText = chunk.kind === chunkKind.content
    // A count for several choices at once is the count of none of them.
    const tokens = usage.usage === 'unreadable' || second ? null : reportedUsage(usage.usage).completionTokens
    if (tokens === null || tokens < 1) {
      if (hasText) this.#broken = true
      return
    }
    this.#counts ??= new Map()
    const count = this.#counts.get(choice) ?? { firstAt: Number.NaN, withFirstText: 0, all: 0 }
    this.#counts.set(choice, count)
    if (tokens < count.all) this.#broken = true
    count.all = tokens
    if (!hasText) return
    this.#withText += 1
    if (Number.isNaN(count.firstAt)) count.firstAt = at
    if (count.firstAt === at) count.withFirstText = tokens
  }

  /** Tokens of each choice; `null` where not every one of the chunks with text had a count, or one fell or was below 1. */
  tokens(contentChunks: number): readonly ChoiceTokens[] | null {
    const counts = this.#counts
    if (counts === null || this.#broken || this.#withText === 0 || this.#withText !== contentChunks) return null
    return [...counts].map(([choice, { withFirstText, all }]) => ({ choice, all, withFirstText }))
  }
}
