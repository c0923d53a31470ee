import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { aRequest, measured } from '../testing/planned-requests.js'
import { createRequestQueue } from './request-queue.js'

const clock = virtualClock()

test('requests come in their order, then null for ever', async () => {
  const queue = createRequestQueue(measured(3), { clock })
  const taken = [await queue.take(), await queue.take(), await queue.take(), await queue.take(), await queue.take()]
  expect(taken.map((each) => each?.index ?? null)).toEqual([0, 1, 2, null, null])
})

test('takes that overlap on a slow source get one request each, in order', async () => {
  async function* slow() {
    for (let index = 0; index < 4; index += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      yield aRequest({ index })
    }
  }
  const queue = createRequestQueue(slow(), { clock })
  const taken = await Promise.all(Array.from({ length: 6 }, () => queue.take()))
  expect(taken.map((each) => each?.index ?? null)).toEqual([0, 1, 2, 3, null, null])
})

test('filling builds no more than asked ahead, of an endless source too', async () => {
  let built = 0
  function* endless() {
    for (;;) yield aRequest({ index: built++ })
  }
  const queue = createRequestQueue(endless(), { clock, ahead: 5 })
  await queue.fill()
  expect(built).toBe(5)
  expect(queue.peek()?.index).toBe(0)
})

test('filling ends with its time, but not before there is a first request', async () => {
  const own = virtualClock()
  let built = 0
  async function* slow() {
    for (;;) {
      await own.sleepUntil(own.now() + 400)
      yield aRequest({ index: built++ })
    }
  }
  const queue = createRequestQueue(slow(), { clock: own, ahead: 100 })
  const short = queue.fill(undefined, 100)
  await own.advance(500)
  await short
  expect(built).toBe(1)
  const longer = queue.fill(undefined, 1_000)
  await own.advance(2_000)
  await longer
  expect(built).toBe(4)
})

test('takes that had to wait for a request are counted, others are not', async () => {
  const own = virtualClock()
  async function* slow() {
    for (let index = 0; index < 4; index += 1) {
      await own.sleepUntil(own.now() + 400)
      yield aRequest({ index })
    }
  }
  const queue = createRequestQueue(slow(), { clock: own, ahead: 2 })
  const filled = queue.fill()
  await own.advance(800)
  await filled
  const taken = Promise.all([queue.take(), queue.take(), queue.take()])
  await own.advance(400)
  await taken
  expect(queue.dry()).toEqual({ takes: 1, waitedMs: 400 })
  const last = queue.take()
  await own.advance(400)
  await last
  await queue.take()
  expect(queue.dry()).toEqual({ takes: 2, waitedMs: 800 })
})

test('skipped requests are counted and not given', async () => {
  const queue = createRequestQueue(measured(3), { clock, skip: new Set(['W-r0-001']) })
  await queue.fill()
  expect([(await queue.take())?.index, (await queue.take())?.index, await queue.take()]).toEqual([0, 2, null])
  expect(queue.skipped()).toBe(1)
})

test('closing lets the source clean up', async () => {
  let cleaned = false
  function* source() {
    try {
      for (;;) yield aRequest()
    } finally {
      cleaned = true
    }
  }
  const queue = createRequestQueue(source(), { clock })
  await queue.take()
  await queue.close()
  expect(cleaned).toBe(true)
})

test('closing does not wait for a source that is still building', async () => {
  async function* stuck() {
    yield aRequest()
    await new Promise(() => {})
  }
  const queue = createRequestQueue(stuck(), { clock })
  await queue.take()
  void queue.take()
  await queue.close()
  expect(queue.peek()).toBeNull()
})

test('a row of takes whose requests are built only now lets other work in', async () => {
  // A clock that only building moves: 10 ms a request.
  let now = 0
  let turns = 0
  const own = {
    ...virtualClock(),
    now: () => now,
    setTimer: (_ms: number, callback: () => void) => {
      const timer = setTimeout(() => {
        turns += 1
        callback()
      }, 0)
      return () => clearTimeout(timer)
    },
  }
  function* costly() {
    for (let index = 0; index < 60; index += 1) {
      now += 10
      yield aRequest({ index })
    }
  }
  const queue = createRequestQueue(costly(), { clock: own, ahead: 0 })
  for (let taken = 0; taken < 60; taken += 1) await queue.take()
  expect(turns).toBeGreaterThanOrEqual(19)
})
