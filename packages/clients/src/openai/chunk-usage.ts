import { type ChoiceTokens, chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { ChunkReading } from './read-chunk.js'
import { reportedUsage } from './reported-usage.js'

type Count = { firstAt: number; withFirstText: number; all: number }

/** Usage that rides on the chunks themselves: it tells how many tokens came with each. */
export interface ChunkUsage {
  /** Takes what an event says; one without usage or choice tells nothing. @param at - stamp of its read. */
  note(reading: Pick<ChunkReading, 'usage' | 'chunks'>, at: number): void
  /** Tokens of each choice; `null` where not every one of the chunks with text had a count, or one fell or was below 1. */
  tokens(contentChunks: number): readonly ChoiceTokens[] | null
}

export function createChunkUsage(): ChunkUsage {
  const counts = new Map<number, Count>()
  let withText = 0
  let broken = false
  return {
    note({ usage, chunks }, at) {
      const [chunk, second] = chunks
      if (!usage || !chunk) return
      const { choice } = chunk
      const hasText = chunk.kind === chunkKind.content
      // A count for several choices at once tells of none of them.
      const tokens = usage.usage === 'unreadable' || second ? null : reportedUsage(usage.usage).completionTokens
      if (tokens === null || tokens < 1) {
        if (hasText) broken = true
        return
      }
      const count = counts.get(choice) ?? { firstAt: Number.NaN, withFirstText: 0, all: 0 }
      counts.set(choice, count)
      if (tokens < count.all) broken = true
      count.all = tokens
      if (!hasText) return
      withText += 1
      if (Number.isNaN(count.firstAt)) count.firstAt = at
      if (count.firstAt === at) count.withFirstText = tokens
    },
    tokens(contentChunks) {
      if (broken || withText === 0 || withText !== contentChunks) return null
      return [...counts].map(([choice, { withFirstText, all }]) => ({ choice, all, withFirstText }))
    },
  }
}
