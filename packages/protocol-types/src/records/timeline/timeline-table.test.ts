import { describe, expect, test } from 'vitest'
import type { ReportedUsage } from '../../run/request-record.js'
import { chunkKind } from './chunk-observations.js'
import {
  acceptedRuns,
  atOnce,
  bare,
  bufferOf,
  type Delivery,
  equalGroups,
  flushEvery,
  FIRST_TOKEN_MS,
  grouped,
  observe,
  type SimulatedChunk,
  STEP_MS,
  stalled,
  tokenBytes,
  wholeIn,
} from './simulate-stream.js'

// Streams of an engine whose true step is 20 ms, its first token at 150 ms: the cases that the definition of TBT was chosen by.
// Each says what the definition gives: the true time within a share, or nothing.

type Row = {
  readonly name: string
  readonly chunks: (seed: number) => SimulatedChunk[]
  readonly options?: Parameters<typeof observe>[1]
  /** `null`: no value may be given; else how far from the truth it may be, as a share. */
  readonly within: number | null
  /** Flags besides those of the steps that must be there on every draw. */
  readonly flags: readonly string[]
}

const words = (sizes: (seed: number) => number[], language?: 'en' | 'zh') => (seed: number) => {
  const all = sizes(seed)
  return grouped(all, {
    bytes: tokenBytes(
      all.reduce((a, b) => a + b, 0),
      language ? { seed, language } : { seed },
    ),
  })
}
const plain = (count: number) => words(() => equalGroups(count, 1))
const every = (size: number, count: number) => words(() => equalGroups(count, size))
const speculative = (count: number) => words((seed) => acceptedRuns(count, seed))
const usage = (more: Partial<ReportedUsage>): ReportedUsage => ({
  promptTokens: 12,
  completionTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
  ...more,
})
const delivered = (delivery: Delivery) => ({ delivery })
const silentEvery = (period: number) => (seed: number) =>
  plain(100)(seed).map((chunk, index) =>
    index % period === period - 1 ? { ...chunk, kind: chunkKind.empty, bytes: 0 } : chunk,
  )
const finishAfter = (chunks: SimulatedChunk[], ms: number, tokens = 0) => [
  ...chunks,
  bare(chunkKind.finish, (chunks.at(-1)?.at as number) + ms, { tokens }),
]
const second = (chunks: SimulatedChunk[], ms: number) =>
  chunks.map((each) => ({ ...each, at: each.at + ms, choice: 1 }))
/** Text that a tool parser held and lets go in `events` at the end of decoding, `gapMs` apart. */
const heldByParser =
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

const rows: Row[] = [
  { name: 'one event a read', chunks: plain(100), within: 0, flags: [] },
  { name: 'a stream interval of 8', chunks: every(8, 64), within: 0.12, flags: ['tbt_estimated'] },
  {
    name: 'a stream interval of 8, Chinese',
    chunks: words(() => equalGroups(64, 8), 'zh'),
    options: { ascii: false },
    within: 0.12,
    flags: ['tbt_estimated'],
  },
  {
    name: 'a stream interval of 8, the last event partial',
    chunks: every(8, 67),
    within: 0.12,
    flags: ['tbt_estimated'],
  },
  { name: 'a stream interval of 32', chunks: every(32, 64), within: 0.25, flags: ['tbt_estimated', 'tbt_coarse'] },
  {
    name: 'a first token alone, then 8 an event',
    chunks: words(() => [1, ...equalGroups(63, 8)]),
    within: 0.03,
    flags: ['tbt_estimated'],
  },
  {
    name: 'a stream interval of 8 with usage on every chunk',
    chunks: every(8, 64),
    options: { usagePerChunk: true },
    within: 0,
    flags: [],
  },
  { name: 'speculative decoding', chunks: speculative(100), within: 0.06, flags: ['tbt_estimated'] },
  {
    name: 'speculative decoding with usage on every chunk',
    chunks: speculative(100),
    options: { usagePerChunk: true },
    within: 0,
    flags: [],
  },
  {
    name: 'a buffer of 16 KB',
    chunks: plain(132),
    options: delivered(bufferOf(16_384)),
    within: 0.001,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a buffer of 4 KB',
    chunks: plain(100),
    options: delivered(bufferOf(4096)),
    within: 0.001,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a flush each 50 ms',
    chunks: plain(100),
    options: delivered(flushEvery(50, { phase: 7, atEnd: true })),
    within: 0.03,
    flags: [],
  },
  {
    name: 'a flush each 1000 ms and none at the end',
    chunks: plain(100),
    options: delivered(flushEvery(1000, { phase: 300, atEnd: false })),
    within: 0.9,
    flags: ['tbt_coarse'],
  },
  {
    name: 'the whole answer in one read',
    chunks: plain(100),
    options: delivered(wholeIn(1, 0)),
    within: null,
    flags: [],
  },
  {
    name: 'the whole answer in reads of 64 KB',
    chunks: plain(400),
    options: delivered(wholeIn(2, 0.3)),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'the whole answer by a slow start over a long way',
    chunks: plain(400),
    options: delivered(wholeIn(3, 50)),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'an own stall over the first token',
    chunks: plain(100),
    options: { ...delivered(stalled(150, 650)), ownStallAt: (at) => at === 650 },
    within: 0.01,
    flags: [],
  },
  {
    name: 'a stall of the network over the first token',
    chunks: plain(100),
    options: delivered(stalled(150, 650)),
    within: 0.01,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a stall over all but the last eight tokens',
    chunks: plain(100),
    options: delivered(stalled(150, 1975)),
    within: 0.04,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a stall over the last token',
    chunks: plain(100),
    options: delivered(stalled(1650, 2630)),
    within: 0.4,
    flags: ['tbt_coarse'],
  },
  {
    name: 'the last 30 tokens in one read',
    chunks: plain(100),
    options: delivered(stalled(1550, 2130)),
    within: 0,
    flags: ['tbt_coarse'],
  },
  { name: 'no usage', chunks: plain(100), options: { outputTokens: null }, within: null, flags: [] },
  {
    name: 'a count by the tokenizer',
    chunks: plain(100),
    options: { counted: [{ choice: 0, all: 100, withFirstText: 1 }] },
    within: 0,
    flags: [],
  },
  {
    name: 'a usage that is the output and the prompt',
    chunks: plain(100),
    options: { outputTokens: 612 },
    within: null,
    flags: ['tokens_unseen'],
  },
  {
    name: 'a usage of twice the tokens, as the tokenizer shows',
    chunks: plain(100),
    options: { outputTokens: 200, counted: [{ choice: 0, all: 100, withFirstText: 1 }] },
    within: null,
    flags: ['tokens_unseen'],
  },
  {
    name: 'a tool parser that lets go of 98 of 100 tokens, the rest 5 ms later',
    chunks: heldByParser(100, { held: 98, events: 1, gapMs: 5 }),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'a tool parser that lets go of 85 of 100 tokens, the rest in 15 events 1 ms apart',
    chunks: heldByParser(100, { held: 85, events: 15, gapMs: 1 }),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: '20 tokens of text, and 80 held to the end',
    chunks: words(() => [...equalGroups(20, 1), 80]),
    within: 0.02,
    flags: ['tbt_estimated'],
  },
  {
    name: 'hidden reasoning with its count',
    chunks: plain(50),
    options: { outputTokens: 2050, usage: usage({ completionTokens: 2050, reasoningTokens: 2000, totalTokens: 2062 }) },
    within: 0,
    flags: ['reasoning_hidden'],
  },
  {
    name: 'hidden reasoning without its count',
    chunks: plain(50),
    options: { outputTokens: 2050 },
    within: null,
    flags: ['tokens_unseen'],
  },
  {
    name: 'hidden reasoning of which a summary is streamed',
    chunks: plain(160),
    options: { outputTokens: 500, reasoningSeen: true, usage: usage({ reasoningTokens: 400 }) },
    within: null,
    flags: ['tokens_unseen'],
  },
  {
    name: 'reasoning tokens that are not among the output',
    chunks: plain(50),
    options: { usage: usage({ completionTokens: 50, reasoningTokens: 2000, totalTokens: 2062 }) },
    within: 0,
    flags: [],
  },
  { name: 'every tenth step silent, with an empty chunk', chunks: silentEvery(10), within: 0, flags: ['silent_steps'] },
  {
    name: 'every tenth step silent, without a chunk',
    chunks: (seed) =>
      grouped([...Array.from({ length: 9 }, () => [1, 1, 1, 1, 1, 1, 1, 1, 2]).flat(), ...equalGroups(10, 1)], {
        bytes: tokenBytes(100, { seed }),
      }),
    within: 0.02,
    flags: ['tbt_estimated'],
  },
  {
    name: 'a silent first token, with an empty chunk',
    chunks: (seed) =>
      plain(100)(seed).map((chunk, index) => (index === 0 ? { ...chunk, kind: chunkKind.empty, bytes: 0 } : chunk)),
    within: 0,
    flags: ['silent_steps'],
  },
  {
    name: 'an end token that only the finish chunk shows',
    chunks: (seed) => finishAfter(plain(10)(seed), STEP_MS, 1),
    within: 0,
    flags: ['eos_step'],
  },
  {
    name: 'the same among signs of life',
    chunks: (seed) => [
      ...finishAfter(plain(100)(seed), STEP_MS, 1),
      ...[300, 700, 1100].map((at) => bare(chunkKind.empty, at)),
    ],
    within: 0,
    flags: ['eos_step'],
  },
  {
    name: '80 silent steps at the end, with empty chunks',
    chunks: (seed) =>
      plain(100)(seed).map((chunk, index) => (index >= 20 ? { ...chunk, kind: chunkKind.empty, bytes: 0 } : chunk)),
    within: 0,
    flags: ['silent_steps'],
  },
  {
    name: '80 silent steps at the end, without a chunk',
    chunks: (seed) => finishAfter(plain(20)(seed), 81 * STEP_MS, 80),
    within: null,
    flags: ['tokens_unseen'],
  },
  {
    name: '30 silent steps at the end, without a chunk',
    chunks: (seed) => finishAfter(plain(70)(seed), 30 * STEP_MS, 30),
    within: 0.02,
    flags: ['tbt_estimated', 'tbt_coarse'],
  },
  {
    name: 'signs of life that are no tokens',
    chunks: (seed) => [...plain(100)(seed), ...[20, 40, 300].map((at) => bare(chunkKind.empty, at))],
    within: 0,
    flags: [],
  },
  {
    name: 'two choices in the same reads',
    chunks: (seed) => [...plain(100)(seed), ...second(plain(100)(seed + 1), 0)],
    within: 0,
    flags: [],
  },
  {
    name: 'two choices, the second half a second later',
    chunks: (seed) => [...plain(100)(seed), ...second(plain(100)(seed + 1), 500)],
    within: 0,
    flags: [],
  },
  {
    name: 'two choices of 100 and 20 tokens',
    chunks: (seed) => [...plain(100)(seed), ...second(plain(20)(seed + 1), 3)],
    within: 0,
    flags: [],
  },
  {
    name: 'two choices of speculative decoding',
    chunks: (seed) => [...speculative(100)(seed), ...second(speculative(100)(seed + 1), 3)],
    within: 0.06,
    flags: ['tbt_estimated'],
  },
  {
    name: 'a finish chunk 200 ms after the last text',
    chunks: (seed) => finishAfter(plain(100)(seed), 200),
    within: 0,
    flags: [],
  },
  {
    name: 'the same with speculative decoding',
    chunks: (seed) => finishAfter(speculative(100)(seed), 200),
    within: 0.2,
    flags: ['tbt_estimated', 'tbt_coarse'],
  },
  {
    name: 'silent steps with chunks, behind a flush each 250 ms',
    chunks: silentEvery(10),
    options: delivered(flushEvery(250, { phase: 3, atEnd: true })),
    within: 0.03,
    flags: ['silent_steps'],
  },
  {
    name: 'a role long before the first token',
    chunks: (seed) => [bare(chunkKind.role, 20), ...plain(100)(seed)],
    within: 0,
    flags: [],
  },
]

const TRUE_STEP = STEP_MS

describe.each(rows)('$name', ({ chunks, options, within, flags }) => {
  test.each([1, 2, 3, 4, 5])('draw %i', (seed) => {
    const { tbtMs, tbtBasis, flags: seen } = observe(chunks(seed), { delivery: atOnce, ...options })
    expect(seen).toEqual(expect.arrayContaining([...flags]))
    if (flags.length === 0) expect(seen).toEqual([])
    if (within === null) expect([tbtMs, tbtBasis]).toEqual([null, 'none'])
    else expect(Math.abs((tbtMs as number) / TRUE_STEP - 1)).toBeLessThanOrEqual(within + 1e-9)
  })
})
