import { expect, test } from 'vitest'
import { createRandom } from '../random/create-random.js'
import { loadKindOf } from './load-kind-of.js'
import { LoadPlan } from './load-plan.js'

const users = (wish: object = {}) => LoadPlan.parse({ kind: 'user', users: 20, thinkSeconds: 3, ...wish })

test('a user thinks for an exponential time with the mean that was asked for', () => {
  const load = users()
  const random = createRandom(4)
  const pauses = Array.from({ length: 20_000 }, () => loadKindOf(load).pauseMs(load, random))
  const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length
  // The standard error of the mean is 3000 / sqrt(20000) = 21 ms: six of them.
  expect(Math.abs(mean - 3000)).toBeLessThan(6 * 21)
  // Of an exponential time the share beyond its mean is 1/e.
  expect(pauses.filter((pause) => pause > 3000).length / pauses.length).toBeCloseTo(1 / Math.E, 1)
})

test('a constant thinking time is always the same', () => {
  const load = users({ think: 'constant' })
  expect(loadKindOf(load).pauseMs(load, createRandom(1))).toBe(3000)
})

test('users read in a few words', () => {
  const text = (load: LoadPlan) => loadKindOf(load).text(load)
  expect(text(users())).toBe('20 users with 3 s of thought on average')
  expect(text(users({ users: 1, think: 'constant', rampUpSeconds: 5 }))).toBe('1 user with 3 s of thought, ramp-up 5 s')
})
