import { expect, test } from 'vitest'
import { judgeUsage } from './judge-usage.js'

const judged = (tokens: number | null, pieces: number, { allowed = 200, choices = 1 } = {}) =>
  judgeUsage({ tokens, pieces, allowed, choices })

test.each([
  [null, 9, 'believed'],
  [20, 20, 'believed'],
  [20, 3, 'believed'],
  [20, 21, 'disagrees'],
  [20, 22, 'disagrees'],
  [20, 23, 'implausible'],
  [100, 105, 'disagrees'],
  [100, 106, 'implausible'],
  [5, 6, 'disagrees'],
  [4, 5, 'implausible'],
  [1, 2, 'implausible'],
  [1, 10, 'implausible'],
  [0, 1, 'implausible'],
] as const)('%s tokens beside %i pieces of text are %s', (tokens, pieces, verdict) => {
  expect(judged(tokens, pieces)).toBe(verdict)
})

test('each choice may have its own extra pieces', () => {
  expect(judged(40, 44, { choices: 2 })).toBe('disagrees')
  expect(judged(40, 44)).toBe('implausible')
})

test('more than was allowed is only true where more came', () => {
  expect(judged(30, 10, { allowed: 20 })).toBe('implausible')
  expect(judged(30, 30, { allowed: 20 })).toBe('believed')
})
