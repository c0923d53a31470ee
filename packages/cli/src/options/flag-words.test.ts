import { expect, test } from 'vitest'
import { flagWords } from './flag-words.js'

test('flags that are not set are left out, lists are repeated', () => {
  expect(flagWords({ a: undefined, b: false, c: true, d: [1, 2], e: 'x' })).toEqual([
    '--c',
    '--d',
    '1',
    '--d',
    '2',
    '--e',
    'x',
  ])
})
