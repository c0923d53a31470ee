import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { expect, test } from 'vitest'
import { comparisonSize } from './comparison-size.js'

const scenario = (name: string) => ({ name, source: 'short_qa', promptTokens: 8, outputTokens: 8 })

test('says how much will be sent at most, and how long it may take', () => {
  const plan = ComparisonPlan.parse({
    scenarios: [scenario('a'), scenario('b')],
    batchSizes: [1, 4],
    rounds: 10,
    maxMinutes: 5,
  })
  // Two scenarios, each with ten rounds of one request and ten of four.
  expect(comparisonSize(plan, 2)).toBe(
    '2 scenarios under 2 loads, 2 targets: up to 40 rounds and 100 requests each, at most 5 min of measuring',
  )
})
