import { systemClock } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { inTurns } from './in-turns.js'

/** A clock on which every look is 5 ms after the one before. */
function busyClock() {
  let now = 0
  return { ...systemClock(), now: () => (now += 5) }
}

test('long work lets others run in between, and gives its result', async () => {
  let others = 0
  const timer = setInterval(() => (others += 1), 0)
  let seen = 0
  const work = (function* () {
    for (let step = 0; step < 100_000 && others < 3; step += 1) {
      seen = step
      yield
    }
    return others
  })()
  const clock = { ...systemClock(), now: () => performance.now() }
  expect(await inTurns(work, { clock, signal: new AbortController().signal })).toBeGreaterThanOrEqual(0)
  expect(seen).toBeGreaterThan(0)
  clearInterval(timer)
})

test('work that is aborted ends at its next pause', async () => {
  const controller = new AbortController()
  let steps = 0
  const endless = (function* (): Generator<undefined, never, undefined> {
    for (;;) {
      steps += 1
      if (steps === 10) controller.abort()
      yield
    }
  })()
  await expect(inTurns(endless, { clock: busyClock(), signal: controller.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(steps).toBeLessThan(20)
})
