import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createEnding } from './ending.js'

function aSecond(drain: 'wait' | 'cancel') {
  const clock = virtualClock()
  const drainSignal = new AbortController()
  const ending = createEnding({
    clock,
    rule: { durationSeconds: 1, byRequests: false, maxScheduleMinutes: 1440, drain, drainSeconds: 10, afterErrors: 0 },
    usedMs: 0,
    signal: drainSignal.signal,
    stopSignal: new AbortController().signal,
    inFlight: () => 0,
    cutOff: () => {},
  })
  ending.measureFrom(0)
  return { clock, ending, interrupt: () => drainSignal.abort() }
}

test('after the time is over only a request that was due within it may still start', async () => {
  const { clock, ending } = aSecond('wait')
  await clock.advance(1_005)
  expect(ending.reason()).toBe('duration')
  expect([ending.mayStart(999.9), ending.mayStart(1_000), ending.mayStart()]).toEqual([true, false, false])
})

test('where the end of the time cuts off, nothing starts after it', async () => {
  const { clock, ending } = aSecond('cancel')
  await clock.advance(1_005)
  expect(ending.mayStart(999.9)).toBe(false)
})

test('after an interruption nothing starts, whenever it was due', async () => {
  const { clock, ending, interrupt } = aSecond('wait')
  await clock.advance(500)
  interrupt()
  expect([ending.mayStart(400), ending.mayStart()]).toEqual([false, false])
})
