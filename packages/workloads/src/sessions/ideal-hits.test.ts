import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIdealHits } from './ideal-hits.js'

const blockSize = 4
const prompt = fc.record({
  hashIds: fc.array(fc.constantFrom(1, 2, '9007199254740992', '9007199254740993', '-1', '18446744073709551614'), {
    maxLength: 5,
  }),
  tail: fc.integer({ min: 1, max: blockSize }),
})

test('finds what comparing every prompt with every one before it does, with ids of 64 bits', () => {
  fc.assert(
    fc.property(fc.array(prompt, { minLength: 1, maxLength: 12 }), (prompts) => {
      const ideal = createIdealHits()
      const texts: string[][] = []
      for (const { hashIds, tail } of prompts) {
        const tokens = Math.max(0, hashIds.length - 1) * blockSize + tail
        const named = hashIds
          .flatMap((id) => Array.from({ length: blockSize }, (_, at) => `${id}:${at}`))
          .slice(0, tokens)
        const common = texts.map((other) => {
          const differ = named.findIndex((token, at) => token !== other[at])
          return differ < 0 ? named.length : differ
        })
        texts.push(named)
        const found = ideal.add({ kind: 'blocks', tokens, blockSize, hashIds }, { phase: 'measured', round: 0 })
        expect(found).toBe(Math.min(tokens - 1, Math.max(0, ...common)))
      }
    }),
    { seed: 7, numRuns: 300 },
  )
})

test('each round finds a cold cache', () => {
  const ideal = createIdealHits()
  const blocks = { kind: 'blocks' as const, tokens: 8, blockSize, hashIds: [1, 2] }
  const found = [0, 0, 1].map((round) => ideal.add(blocks, { phase: 'measured', round }))
  expect(found).toEqual([0, 7, 0])
})
