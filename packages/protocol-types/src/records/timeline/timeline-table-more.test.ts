import { expect, test } from 'vitest'
import { createRandom } from '../../random/create-random.js'
import { chunkKind } from './chunk-observations.js'
import {
  bare,
  bufferOf,
  equalGroups,
  flushEvery,
  observe,
  type SimulatedChunk,
  STEP_MS,
  stalled,
  wholeIn,
} from './simulate-stream.js'
import {
  declareRows,
  delivered,
  every,
  finishAfter,
  heldByParser,
  plain,
  type Row,
  second,
  silentEvery,
  speculative,
  words,
} from './timeline-rows.js'

// The other rows of the table of TBT's definition: longer and shorter answers, other texts and paces, and the limits that are known.

/** Single tokens whose steps vary: each takes as many ms as the draw says. */
const paced =
  (stepMs: (random: ReturnType<typeof createRandom>, index: number) => number) =>
  (seed: number): SimulatedChunk[] => {
    const random = createRandom(seed)
    let now = 0
    return plain(100)(seed).map((chunk, index) => {
      if (index > 0) now += stepMs(random, index)
      return { ...chunk, at: 150 + now }
    })
  }
const meanStep = (chunks: readonly SimulatedChunk[]) =>
  ((chunks.at(-1)?.at as number) - (chunks[0]?.at as number)) / (chunks.length - 1)
/** Text whose tokens have more bytes in its second half: code, then prose. */
const codeThenProse = (sizes: readonly number[]) => (seed: number) =>
  words(() => [...sizes])(seed).map((chunk, index, all) =>
    index < all.length / 2 ? { ...chunk, bytes: Math.ceil(chunk.bytes * 0.7) } : chunk,
  )
const silentFirst = (count: number, silent: number) => (seed: number) =>
  plain(count)(seed).map((chunk, index) => (index < silent ? { ...chunk, kind: chunkKind.empty, bytes: 0 } : chunk))

const rows: Row[] = [
  {
    name: 'steps of uneven length',
    chunks: paced((random) => random.int(8, 32)),
    truthMs: meanStep,
    within: 0,
    flags: [],
  },
  {
    name: 'stalls of half a second in one step of fifty',
    chunks: paced((_, index) => (index % 50 === 20 ? 500 : STEP_MS)),
    truthMs: meanStep,
    within: 0,
    flags: [],
  },
  {
    name: 'interval 8, code before prose',
    chunks: codeThenProse(equalGroups(64, 8)),
    within: 0.12,
    flags: ['tbt_estimated'],
  },
  {
    name: 'speculative decoding, Chinese',
    chunks: (seed) => speculative(100, 'zh')(seed),
    options: { ascii: false },
    within: 0.06,
    flags: ['tbt_estimated'],
  },
  { name: 'speculative decoding of 20 tokens', chunks: speculative(20), within: 0.3, flags: ['tbt_estimated'] },
  {
    name: 'a buffer of 16 KB, 300 tokens',
    chunks: plain(300),
    options: delivered(bufferOf(16_384)),
    within: 0.001,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a buffer of 4 KB and speculative decoding',
    chunks: speculative(100),
    options: delivered(bufferOf(4096)),
    within: 0.3,
    flags: ['tbt_estimated', 'tbt_coarse'],
  },
  {
    name: 'a flush each 50 ms and none at the end',
    chunks: plain(100),
    options: delivered(flushEvery(50, { phase: 7, atEnd: false })),
    within: 0.03,
    flags: [],
  },
  {
    name: 'a flush each 250 ms and none at the end',
    chunks: plain(100),
    options: delivered(flushEvery(250, { phase: 11, atEnd: false })),
    within: 0.14,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a flush each 1000 ms and at the end',
    chunks: plain(100),
    options: delivered(flushEvery(1000, { phase: 300, atEnd: true })),
    within: 0.02,
    flags: ['tbt_coarse'],
  },
  {
    name: 'the whole answer of 100 tokens by a slow start over a long way',
    chunks: plain(100),
    options: delivered(wholeIn(2, 50)),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'a stall of the network of two seconds over the first of 1,100 tokens',
    chunks: plain(1100),
    options: delivered(stalled(150, 2150)),
    within: 0.001,
    flags: ['tbt_coarse'],
  },
  {
    name: 'a tool parser that lets go of 85 of 100 tokens, the rest in 3 events 5 ms apart',
    chunks: heldByParser(100, { held: 85, events: 3, gapMs: 5 }),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'a tool parser that lets go of 18 of 20 tokens, the rest 5 ms later',
    chunks: heldByParser(20, { held: 18, events: 1, gapMs: 5 }),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'a tool parser that lets go of 6 of 20 tokens, the rest in 3 events 1 ms apart',
    chunks: heldByParser(20, { held: 6, events: 3, gapMs: 1 }),
    within: null,
    flags: ['held_then_burst'],
  },
  {
    name: 'two silent first tokens of 20, with empty chunks',
    chunks: silentFirst(20, 2),
    within: 0,
    flags: ['silent_steps'],
  },
  {
    name: 'a silent first token, without a chunk',
    chunks: (seed) => plain(100)(seed).slice(1),
    options: { outputTokens: 100 },
    within: 0.02,
    flags: ['tbt_estimated'],
  },
  {
    name: 'an end token in the finish chunk, of 100',
    chunks: (seed) => finishAfter(plain(100)(seed), STEP_MS, 1),
    within: 0,
    flags: ['eos_step'],
  },
  {
    name: 'speculative decoding with usage on every chunk, behind a flush each 250 ms',
    chunks: speculative(100),
    options: { ...delivered(flushEvery(250, { phase: 11, atEnd: true })), usagePerChunk: true },
    within: 0.08,
    flags: [],
    maybe: ['tbt_coarse'],
  },
  {
    name: 'two choices, 3 ms apart',
    chunks: (seed) => [...plain(100)(seed), ...second(plain(100)(seed + 1), 3)],
    within: 0,
    flags: [],
  },
  {
    name: 'silent steps with chunks, and speculative decoding',
    chunks: (seed) =>
      speculative(100)(seed).flatMap((chunk, index) =>
        index % 10 === 9 ? [chunk, bare(chunkKind.empty, chunk.at + 10, { tokens: 1 })] : [chunk],
      ),
    within: 0.12,
    flags: ['tbt_estimated'],
  },
  // Limits that are known: they are wrong, and bear the flag of an estimate.
  {
    name: 'hidden reasoning of 30 tokens before 70, without its count',
    chunks: plain(70),
    options: { outputTokens: 100 },
    within: 0.31,
    flags: ['tbt_estimated'],
  },
]

declareRows(rows)

test('a last token that the client’s own stall made late leaves the value rough', () => {
  const { tbtMs, flags } = observe(plain(100)(1), delivered(stalled(2110, 2630)))
  expect((tbtMs as number) / STEP_MS - 1).toBeGreaterThan(0.1)
  expect(flags).toContain('tbt_coarse')
})

test.each([
  ['twice the tokens', 200],
  ['the prompt on top', 612],
])('a usage of %s never gives a value without a flag', (_what, outputTokens) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { tbtMs, flags } = observe(plain(100)(seed), { outputTokens })
    expect(flags).toContain(tbtMs === null ? 'tokens_unseen' : 'tbt_estimated')
  }
})

test('E2E ends with the last step, which the finish chunk is where tokens came that no chunk shows', () => {
  const truth = 150 + 99 * STEP_MS
  const shown = silentEvery(10)(1)
  expect(observe(shown).lastTokenAt).toBe(truth)
  const trailing = [...plain(20)(1), bare(chunkKind.finish, truth, { tokens: 80 })]
  expect(observe(trailing).lastTokenAt).toBe(truth)
  expect(observe([...plain(100)(1), bare(chunkKind.finish, truth + 200)]).lastTokenAt).toBe(truth)
})

test('an interval of every size: the first token alone, or with its fellows, is kept by the bytes', () => {
  for (const size of [2, 4, 8, 16]) {
    const { tbtMs, flags } = observe(every(size, 128)(3))
    expect(Math.abs((tbtMs as number) / STEP_MS - 1)).toBeLessThan(0.1)
    expect(flags).toContain('tbt_estimated')
  }
})
