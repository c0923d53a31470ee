import { describe, expect, test } from 'vitest'
import type { ReportedUsage } from '../../run/request-record.js'
import { chunkKind } from './chunk-observations.js'
import {
  acceptedRuns,
  atOnce,
  bare,
  type Delivery,
  equalGroups,
  FIRST_TOKEN_MS,
  grouped,
  observe,
  type SimulatedChunk,
  STEP_MS,
  tokenBytes,
} from './simulate-stream.js'

// What rows of the table of TBT's definition are made of: streams of an engine whose true step is 20 ms, its first token at 150 ms.

export type Row = {
  readonly name: string
  readonly chunks: (seed: number) => SimulatedChunk[]
  readonly options?: Parameters<typeof observe>[1]
  /** `null`: no value may be given; else how far from the truth it may be, as a share. */
  readonly within: number | null
  /** The true time between tokens of these chunks, where it is not the step. */
  readonly truthMs?: (chunks: readonly SimulatedChunk[]) => number
  /** Flags besides those of the steps that must be there on every draw. */
  readonly flags: readonly string[]
  /** Flags that some draws bear. @default none */
  readonly maybe?: readonly string[]
}

export const words = (sizes: (seed: number) => number[], language?: 'en' | 'zh') => (seed: number) => {
  const all = sizes(seed)
  return grouped(all, {
    bytes: tokenBytes(
      all.reduce((a, b) => a + b, 0),
      language ? { seed, language } : { seed },
    ),
  })
}
export const plain = (count: number) => words(() => equalGroups(count, 1))
export const every = (size: number, count: number) => words(() => equalGroups(count, size))
export const speculative = (count: number, language?: 'en' | 'zh') =>
  words((seed) => acceptedRuns(count, seed), language)
export const usage = (more: Partial<ReportedUsage>): ReportedUsage => ({
  promptTokens: 12,
  completionTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
  ...more,
})
export const delivered = (delivery: Delivery) => ({ delivery })
export const silentEvery = (period: number) => (seed: number) =>
  plain(100)(seed).map((chunk, index) =>
    index % period === period - 1 ? { ...chunk, kind: chunkKind.empty, bytes: 0 } : chunk,
  )
export const finishAfter = (chunks: SimulatedChunk[], ms: number, tokens = 0) => [
  ...chunks,
  bare(chunkKind.finish, (chunks.at(-1)?.at as number) + ms, { tokens }),
]
export const second = (chunks: SimulatedChunk[], ms: number) =>
  chunks.map((each) => ({ ...each, at: each.at + ms, choice: 1 }))
/** Text that a tool parser held and lets go in `events` at the end of decoding, `gapMs` apart. */
export const heldByParser =
  (count: number, { held, events, gapMs }: { held: number; events: number; gapMs: number }) =>
  (seed: number) => {
    const bytes = tokenBytes(count, { seed })
    const sum = (from: number, to: number) => bytes.slice(from, to).reduce((a, b) => a + b, 0)
    const end = FIRST_TOKEN_MS + (count - 1) * STEP_MS
    const first = { at: end, kind: chunkKind.content, tokens: held, bytes: sum(0, held), choice: 0 }
    return [
      first,
      ...equalGroups(count - held, Math.ceil((count - held) / events)).map((tokens, index, all) => {
        const from = held + all.slice(0, index).reduce((a, b) => a + b, 0)
        return {
          at: end + (index + 1) * gapMs,
          kind: chunkKind.content,
          tokens,
          bytes: sum(from, from + tokens),
          choice: 0,
        }
      }),
    ]
  }

/** Declares the rows as tests, five draws each. */
export function declareRows(rows: readonly Row[]): void {
  describe.each(rows)('$name', ({ chunks, options, within, flags, truthMs = () => STEP_MS, maybe = [] }) => {
    test.each([1, 2, 3, 4, 5])('draw %i', (seed) => {
      const sent = chunks(seed)
      const { tbtMs, tbtBasis, flags: seen } = observe(sent, { delivery: atOnce, ...options })
      expect(seen).toEqual(expect.arrayContaining([...flags]))
      if (flags.length === 0) expect(seen.filter((flag) => !maybe.includes(flag))).toEqual([])
      if (within === null) expect([tbtMs, tbtBasis]).toEqual([null, 'none'])
      else expect(Math.abs((tbtMs as number) / truthMs(sent) - 1)).toBeLessThanOrEqual(within + 1e-9)
    })
  })
}
