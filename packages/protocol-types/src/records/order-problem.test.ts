import { expect, test } from 'vitest'
import { aRecord } from '../testing/a-record.js'
import { orderProblem } from './order-problem.js'

const record = aRecord({ startAt: 100 })

test('a record as it was measured has nothing wrong, nor has one without a token', () => {
  expect(orderProblem(record)).toBeNull()
  expect(orderProblem({ ...record, firstTokenAt: null, lastTokenAt: null, tokenAt: [] })).toBeNull()
  expect(orderProblem({ ...record, scheduledAt: 0 })).toBeNull()
})

test.each([
  [{ endAt: 99 }, 'end_at lies before start_at'],
  [{ startAt: -1 }, 'start_at lies before the run began'],
  [{ scheduledAt: -5 }, 'scheduled_at lies before the run began'],
  [{ firstTokenAt: 99 }, 'first_token_at lies before start_at'],
  [{ lastTokenAt: record.endAt + 1 }, 'last_token_at lies after end_at'],
  [{ tokenAt: [140, record.endAt + 1, 150] }, 'token_at lies after end_at'],
  [{ tokenAt: [140, 99] }, 'token_at lies before start_at'],
  [{ headersAt: record.endAt + 5 }, 'headers_at lies after end_at'],
] as const)('%o cannot be', (change, problem) => {
  expect(orderProblem({ ...record, ...change } as typeof record)).toBe(problem)
})
