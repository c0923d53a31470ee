import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPrefixTree } from './prefix-tree.js'
import { readTrace } from './read-trace.js'
import { sizedPrefixHits } from './sized-prefix-hits.js'

const blockSize = 4
type Row = { readonly ids: readonly number[]; readonly tail: number }

const lengthOf = ({ ids, tail }: Row) => (ids.length - 1) * blockSize + tail
function traceOf(rows: readonly Row[]) {
  const lines = rows.map((row, at) =>
    JSON.stringify({ timestamp: at, input_length: lengthOf(row), output_length: 1, hash_ids: row.ids }),
  )
  return readTrace([new TextEncoder().encode(lines.join('\n'))], { path: 'f', format: 'mooncake', blockSize })
}

const someRow = fc.record({
  ids: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 7 }),
  tail: fc.integer({ min: 1, max: blockSize }),
})
const someRows = fc.array(someRow, { minLength: 1, maxLength: 30 })

/** Every prompt as its tokens, compared with every one before it. */
function sharedByHand(rows: readonly Row[]): number[] {
  const texts = rows.map((row) =>
    row.ids
      .flatMap((id, block) =>
        Array.from({ length: blockSize }, (_, at) => `${row.ids.slice(0, block).join()}:${id}:${at}`),
      )
      .slice(0, lengthOf(row)),
  )
  return texts.map((text, at) =>
    Math.max(
      0,
      ...texts.slice(0, at).map((other) => {
        const differ = text.findIndex((token, place) => token !== other[place])
        return differ < 0 ? text.length : differ
      }),
    ),
  )
}

test('finds as much as comparing every prompt with every one before it does', async () => {
  await fc.assert(
    fc.asyncProperty(someRows, async (rows) => {
      const tree = createPrefixTree(await traceOf(rows))
      expect(rows.map((_, at) => tree.add(at))).toEqual(sharedByHand(rows))
    }),
    { numRuns: 300, seed: 11 },
  )
})

test('a cache of one size never finds more than one without a limit, and as much where all fits into it', async () => {
  await fc.assert(
    fc.asyncProperty(someRows, fc.integer({ min: 1, max: 200 }), async (rows, cacheTokens) => {
      const trace = await traceOf(rows)
      const tree = createPrefixTree(trace)
      const whole = rows.map((row, at) => Math.min(Math.floor(tree.add(at) / 1), lengthOf(row) - 1))
      const blocks = whole.map((tokens) => Math.floor(tokens / 2) * 2)
      const sized = sizedPrefixHits(trace, { cacheTokens, cacheBlock: 2 })
      for (const [at, tokens] of sized.entries()) expect(tokens).toBeLessThanOrEqual(blocks[at] as number)
      expect(sizedPrefixHits(trace, { cacheTokens: 100_000, cacheBlock: 2 })).toEqual(blocks)
    }),
    { numRuns: 200, seed: 12 },
  )
})
