import { expect, test } from 'vitest'
import { createUnanswered } from './unanswered.js'

const unlimited = Number.POSITIVE_INFINITY
const connection = () => ({ hasAnswered: false, gone: false })

test('an earlier request on a connection that never answered gets the place of a later one that was answered, once', () => {
  const unanswered = createUnanswered()
  unanswered.began(connection(), 0)
  expect(unanswered.idleLimitMs({ beganAt: 100, at: 200 })).toBe(0)
  expect(unanswered.idleLimitMs({ beganAt: 300, at: 400 })).toBe(unlimited)
})

test('of requests that began together the one that is answered makes room for the others', () => {
  const unanswered = createUnanswered()
  for (const at of [1, 2, 3]) unanswered.began(connection(), at)
  const answers = [20, 40, 60, 80].map((at) => unanswered.idleLimitMs({ beganAt: 0, at }))
  expect(answers).toEqual([0, 0, 0, unlimited])
})

test('a server that answers in order of arrival keeps all of its connections', () => {
  const unanswered = createUnanswered()
  const later = connection()
  unanswered.began(later, 100)
  expect(unanswered.idleLimitMs({ beganAt: 0, at: 200 })).toBe(unlimited)
  later.hasAnswered = true
  expect(unanswered.idleLimitMs({ beganAt: 100, at: 300 })).toBe(unlimited)
})

test('what has answered and what is gone waits for nothing, and what has only just begun may wait', () => {
  const unanswered = createUnanswered()
  unanswered.began({ ...connection(), hasAnswered: true }, 0)
  unanswered.began({ ...connection(), gone: true }, 0)
  expect(unanswered.idleLimitMs({ beganAt: 90, at: 100 })).toBe(unlimited)
  unanswered.began(connection(), 95)
  const limitMs = unanswered.idleLimitMs({ beganAt: 90, at: 100 })
  expect(limitMs).toBeGreaterThan(0)
  expect(limitMs).toBeLessThan(unlimited)
})
