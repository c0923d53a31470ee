import { expect, test } from 'vitest'
import { createUnanswered } from './unanswered.js'

const connection = () => ({ hasAnswered: false, gone: false })

test('an earlier request on a connection that never answered gets the place of a later one that was answered, once', () => {
  const unanswered = createUnanswered()
  unanswered.began(connection(), 0)
  expect(unanswered.waitsFor({ beganAt: 100, at: 200 })).toBe(true)
  expect(unanswered.waitsFor({ beganAt: 300, at: 400 })).toBe(false)
})

test('of requests that began together the one that is answered makes room for the others', () => {
  const unanswered = createUnanswered()
  for (const at of [1, 2, 3]) unanswered.began(connection(), at)
  const answers = [20, 40, 60, 80].map((at) => unanswered.waitsFor({ beganAt: 0, at }))
  expect(answers).toEqual([true, true, true, false])
})

test('a server that answers in order of arrival keeps all of its connections', () => {
  const unanswered = createUnanswered()
  const later = connection()
  unanswered.began(later, 100)
  expect(unanswered.waitsFor({ beganAt: 0, at: 200 })).toBe(false)
  later.hasAnswered = true
  expect(unanswered.waitsFor({ beganAt: 100, at: 300 })).toBe(false)
})

test('what has only just begun, what has answered and what is gone waits for nothing', () => {
  const unanswered = createUnanswered()
  unanswered.began({ ...connection(), hasAnswered: true }, 0)
  unanswered.began({ ...connection(), gone: true }, 0)
  unanswered.began(connection(), 95)
  expect(unanswered.waitsFor({ beganAt: 90, at: 100 })).toBe(false)
})
