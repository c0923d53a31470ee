import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { expect, test } from 'vitest'
import { createTokenScale } from './token-scale.js'

const text = (latin: number, chinese = 0): PromptInput => ({
  kind: 'text',
  text: 'a'.repeat(latin) + '\u4e2d'.repeat(chinese),
})

test('tokens per character are learnt for each script apart', () => {
  const scale = createTokenScale()
  // Four Latin characters a token, two Chinese ones.
  for (const [latin, chinese] of [
    [400, 0],
    [0, 200],
    [400, 100],
    [800, 20],
  ] as const)
    scale.add(text(latin, chinese), latin / 4 + chinese / 2)
  expect([scale.foresee(text(1000)), scale.foresee(text(0, 1000)), scale.foresee(text(200, 100))]).toEqual([
    250, 500, 100,
  ])
  expect(scale.learntFrom).toBe(4)
})

test('one script alone gives one scale, and nothing learnt the common estimate', () => {
  const scale = createTokenScale()
  expect(scale.foresee(text(400))).toBe(100)
  scale.add(text(300), 100)
  expect(scale.foresee(text(600))).toBe(200)
  expect(scale.foresee({ kind: 'tokens', tokenIds: [1, 2, 3] })).toBe(3)
})
