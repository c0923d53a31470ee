import { expect, test } from 'vitest'
import { kernelClock } from '../src/index.js'

const clock = await kernelClock()

test('a wait never ends before its time, however short it is, and many end each at its own', async () => {
  const start = clock.now()
  const dues = Array.from({ length: 60 }, (_, turn) => start + ((turn * 37) % 60) * 0.3)
  const ends = await Promise.all(dues.map((due) => clock.sleepUntil(due).then(() => clock.now())))
  for (const [index, end] of ends.entries()) expect(end).toBeGreaterThanOrEqual(dues[index] as number)
  for (let turn = 0; turn < 60; turn += 1) {
    const due = clock.now() + turn * 0.07
    await clock.sleepUntil(due)
    expect(clock.now()).toBeGreaterThanOrEqual(due)
  }
})

test('waits end in the order of their times, also one that was asked for later', async () => {
  const ended: string[] = []
  const now = clock.now()
  await Promise.all([
    clock.sleepUntil(now + 30).then(() => ended.push('long')),
    clock.sleepUntil(now + 5).then(() => ended.push('short')),
    clock.sleepUntil(now - 5).then(() => ended.push('past')),
  ])
  expect(ended).toEqual(['past', 'short', 'long'])
})

test('the event loop goes on during a wait', async () => {
  let handled = 0
  const count = setInterval(() => (handled += 1), 1)
  await clock.sleepUntil(clock.now() + 100)
  clearInterval(count)
  expect(handled).toBeGreaterThan(1)
})

test('a wait ends with the reason of its signal, before or during it, and leaves the others alone', async () => {
  const stop = new AbortController()
  const other = clock.sleepUntil(clock.now() + 20)
  const waiting = clock.sleepUntil(clock.now() + 60_000, stop.signal)
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(clock.sleepUntil(clock.now() + 60_000, stop.signal)).rejects.toThrow('enough')
  await other
})
