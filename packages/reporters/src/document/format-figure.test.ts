import { expect, test } from 'vitest'
import { withUnit } from './format-figure.js'

test.each([
  [1, 'requests', '1 request'],
  [4, 'requests', '4 requests'],
  [1, 'ms', '1 ms'],
  [0.034, 'share', '3.4 %'],
] as const)('%d %s is written %s', (value, unit, text) => {
  expect(withUnit(value, unit)).toBe(text)
})
