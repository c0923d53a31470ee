import { expect, test } from 'vitest'
import { compareResults } from './compare-results.js'

test('a difference counts as a share of the value, and of the root mean square where the value is smaller', () => {
  // Values 3, 4 and 0: root mean square sqrt(25 / 3) = 2.88675.
  const reference = Float32Array.of(3, 4, 0)
  expect(compareResults(reference, Float32Array.of(3, 5, 0))).toEqual({ maxAbsDifference: 1, maxRelDifference: 0.25 })
  const small = compareResults(reference, Float32Array.of(3, 4, 1))
  expect(small.maxAbsDifference).toBe(1)
  expect(small.maxRelDifference).toBeCloseTo(1 / 2.88675, 5)
})

test('equal results differ by nothing, also where all are 0', () => {
  expect(compareResults(new Float32Array(3), new Float32Array(3))).toEqual({ maxAbsDifference: 0, maxRelDifference: 0 })
})

test('what is not a number, or of another length, is equal to nothing', () => {
  expect(compareResults(Float32Array.of(1), Float32Array.of(NaN)).maxRelDifference).toBeNaN()
  expect(compareResults(Float32Array.of(NaN), Float32Array.of(1)).maxRelDifference).toBeNaN()
  expect(compareResults(Float32Array.of(1), Float32Array.of(1, 2)).maxRelDifference).toBeNaN()
})
