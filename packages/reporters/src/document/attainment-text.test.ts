import { expect, test } from 'vitest'
import { attainmentText } from './attainment-text.js'

const base = { successfulRequests: 58, failedRequests: 2, goodputRps: 4.5, serviceLevels: [] }
const of = (sloAttainment: number | null, unjudgedRequests: number | null) =>
  attainmentText({ ...base, sloAttainment, unjudgedRequests })

test('the share says of what it is, and what the unjudged ones leave open, of the goodput too', () => {
  expect(of(0.75, 0)).toBe('45 of 60 judged requests met every service level (75 %)')
  expect(of(0.9, 10)).toBe(
    '45 of 50 judged requests met every service level (90 %); 10 could not be judged: of all it is 75 % to 91.7 %, and goodput 4.50 to 5.50 req/s',
  )
})

test('the limits stand beside the share', () => {
  const serviceLevels = [
    { metric: 'ttft_ms' as const, maxMs: 200 },
    { metric: 'tbt_ms' as const, maxMs: 50 },
  ]
  expect(attainmentText({ ...base, serviceLevels, sloAttainment: 0.75, unjudgedRequests: 0 })).toBe(
    '45 of 60 judged requests met every service level, ttft_ms <= 200, tbt_ms <= 50 (75 %)',
  )
})

test('without a service level there is nothing to say', () => {
  expect(of(null, null)).toBeNull()
})
