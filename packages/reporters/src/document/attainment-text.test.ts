import { expect, test } from 'vitest'
import { attainmentText } from './attainment-text.js'

const of = (sloAttainment: number | null, unjudgedRequests: number | null) =>
  attainmentText({ sloAttainment, unjudgedRequests, successfulRequests: 58, failedRequests: 2 })

test('the share says of what it is, and what the unjudged ones leave open', () => {
  expect(of(0.75, 0)).toBe('45 of 60 judged requests met every service level (75 %)')
  expect(of(0.9, 10)).toBe(
    '45 of 50 judged requests met every service level (90 %); 10 could not be judged, so of all it is 75 % to 91.7 %',
  )
})

test('without a service level there is nothing to say', () => {
  expect(of(null, null)).toBeNull()
})
