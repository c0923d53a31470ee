import { expect, test } from 'vitest'
import { notNegative } from './not-negative.js'

test('an interval that reaches below 0 is cut there, and says so', () => {
  expect(notNegative({ low: -3, high: 94 })).toEqual({ low: 0, high: 94, notes: ['cut_at_zero'] })
})

test.each([
  [0, 94],
  [12, 94],
  [null, 94],
  [12, null],
])('an interval from %s to %s stays as it is', (low, high) => {
  expect(notNegative({ low, high })).toEqual({ low, high })
})
