import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { expect, test } from 'vitest'
import { defaultMargin } from './default-margin.js'

test('the margin where none is given is that of a plan', () => {
  expect(defaultMargin).toBe(ComparisonPlan.shape.margin.parse(undefined))
})
