import { expect, test, vi } from 'vitest'
import { systemClock } from './system-clock.js'

const clock = systemClock()

test('a wait never ends before its time, however short it is', async () => {
  for (let turn = 0; turn < 60; turn += 1) {
    const due = clock.now() + turn * 0.07
    await clock.sleepUntil(due)
    expect(clock.now()).toBeGreaterThanOrEqual(due)
  }
})

test('the event loop goes on during the last milliseconds of a wait', async () => {
  let handled = 0
  for (let turn = 0; turn < 50; turn += 1) {
    setTimeout(() => {
      handled += 1
    }, 0)
    await clock.sleepUntil(clock.now() + 1.9)
  }
  // Every wait has room for a timer of one millisecond; a busy machine may take it from some of them.
  expect(handled).toBeGreaterThan(5)
})

test('a wait ends with the reason of its signal, before or during it', async () => {
  const stop = new AbortController()
  const waiting = clock.sleepUntil(clock.now() + 60_000, stop.signal)
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(clock.sleepUntil(clock.now() + 60_000, stop.signal)).rejects.toThrow('enough')
})

test('a timer that was cancelled does not fire', async () => {
  let fired = false
  clock.setTimer(0, () => {
    fired = true
  })()
  await clock.sleepUntil(clock.now() + 3)
  expect(fired).toBe(false)
})

test('a timer of more days than the runtime knows does not fire at once', () => {
  vi.useFakeTimers()
  try {
    const days = 60 * 24 * 3600 * 1000
    let fired = 0
    systemClock().setTimer(days, () => void (fired += 1))
    const cancel = systemClock().setTimer(days, () => void (fired += 10))
    vi.advanceTimersByTime(days - 1)
    expect(fired).toBe(0)
    cancel()
    vi.advanceTimersByTime(1)
    expect(fired).toBe(1)
  } finally {
    vi.useRealTimers()
  }
})
