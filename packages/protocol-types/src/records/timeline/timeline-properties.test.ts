import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkKind } from './chunk-observations.js'
import { readTimeline } from './read-timeline.js'
import { bare, type Delivery, grouped, observe, type SimulatedChunk, tokenBytes } from './simulate-stream.js'

/** Events of 1 to 9 tokens, made at any pace. */
const engine = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
    stepMs: fc.double({ min: 0.5, max: 80, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ sizes, stepMs, seed }) => grouped(sizes, { bytes: tokenBytes(9 * sizes.length, { seed }), stepMs }))

/** Any way in which a network joins neighbouring events to reads: a read arrives with its last event. */
const network = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }).map(
  (joins): Delivery =>
    (chunks) => {
      const at = chunks.map((chunk) => chunk.at)
      for (let index = at.length - 2; index >= 0; index -= 1)
        if (joins[index % joins.length]) at[index] = at[index + 1] as number
      return at
    },
)

test('with the tokens of each read known, TBT is the time after the first read over the tokens after it', () => {
  fc.assert(
    fc.property(engine, network, (chunks, delivery) => {
      const at = delivery(chunks)
      const after = chunks.reduce((sum, { tokens }, index) => sum + (at[index] === at[0] ? 0 : tokens), 0)
      const { tbtMs, tbtBasis, flags } = observe(chunks, { delivery, usagePerChunk: true })

      if (tbtMs === null) expect(after === 0 || flags.includes('held_then_burst')).toBe(true)
      else expect(tbtMs).toBeCloseTo(((at.at(-1) as number) - (at[0] as number)) / after, 9)
      expect(tbtBasis === 'none').toBe(tbtMs === null)
      expect(flags).not.toContain('tbt_estimated')
    }),
  )
})

test('without that knowledge TBT is an estimate that says so, or nothing', () => {
  fc.assert(
    fc.property(engine, network, (chunks, delivery) => {
      const tokens = chunks.reduce((sum, each) => sum + each.tokens, 0)
      const { tbtMs, flags } = observe(chunks, { delivery })
      if (tbtMs !== null && tokens > chunks.length) expect(flags).toContain('tbt_estimated')
      if (tbtMs !== null) expect(tbtMs).toBeGreaterThan(0)
    }),
  )
})

test('one token a read: TPOT by the formula of vLLM, SGLang and MLPerf is TBT', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.1, max: 500, noNaN: true }), { minLength: 1, maxLength: 50 }),
      fc.double({ min: 0, max: 9000, noNaN: true }),
      (gaps, ttft) => {
        let now = ttft
        const at = [ttft, ...gaps.map((gap) => (now += gap))]
        const nothing = at.map(() => 0)
        const { tbtMs, lastTokenAt, firstTokenAt } = readTimeline(
          { at, kind: nothing, bytes: at.map(() => 4), choice: null },
          { startAt: 0, outputTokens: at.length },
        )
        const [e2el, first] = [lastTokenAt as number, firstTokenAt as number]
        expect(tbtMs).toBeCloseTo((e2el - first) / (at.length - 1), 9)
      },
    ),
  )
})

test('a choice keeps its own time between tokens, whatever the others do', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 3000 }), (count, laterMs) => {
      const one = grouped(
        Array.from({ length: count }, () => 1),
        { bytes: tokenBytes(count, { seed: 3 }) },
      )
      const other = one.map((chunk): SimulatedChunk => ({ ...chunk, at: chunk.at + laterMs, choice: 1 }))
      const both = observe([...one, ...other])
      expect(both.tbtMs).toBeCloseTo(20, 9)
      expect(both.choiceSteps).toEqual([count, count])
      expect(both.coalescedChunks).toBe(0)
    }),
  )
})

test('chunks without text are in no count of text, and every chunk is a step or another chunk', () => {
  fc.assert(
    fc.property(engine, fc.array(fc.constantFrom(...Object.values(chunkKind)), { maxLength: 10 }), (chunks, kinds) => {
      const extra = kinds
        .filter((kind) => kind !== chunkKind.content)
        .map((kind, index) => bare(kind, 200 + 40 * index))
      const { chunkCount, tokenAt, otherChunkAt, firstStepAt, firstTokenAt } = observe([...chunks, ...extra])
      expect(chunkCount).toBe(chunks.length)
      expect(tokenAt.length + otherChunkAt.length).toBe(chunks.length + extra.length)
      expect(firstStepAt as number).toBeLessThanOrEqual(firstTokenAt as number)
    }),
  )
})

test('an answer of which nothing came has no moment and no time', () => {
  const nothing = readTimeline({ at: [], kind: [], bytes: [], choice: null }, { startAt: 0, outputTokens: null })
  expect(nothing).toMatchObject({ firstTokenAt: null, lastTokenAt: null, tokenAt: [], tbtMs: null, flags: [] })
})
