import { expect, test } from 'vitest'
import { worstOf } from './worst-code.js'

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 130], 130],
  [[130, 3, 0], 3],
  [[3, 1], 1],
  [[1, 2], 2],
  [[0, 255], 1],
  [[3, 137], 1],
] as const)('of %j the worst is %s', (codes, worst) => {
  expect(worstOf(codes)).toBe(worst)
})
