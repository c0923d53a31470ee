import { setImmediate } from 'node:timers/promises'
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
  let isOver = false
  const beside = (async () => {
    for (; !isOver; others += 1) await setImmediate()
  })()
  const work = (function* () {
    for (let step = 0; step < 100; step += 1) yield
    return 'the result'
  })()
  expect(await inTurns(work, { clock: busyClock(), signal: new AbortController().signal })).toBe('the result')
  expect(others).toBeGreaterThan(5)
  isOver = true
  await beside
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
