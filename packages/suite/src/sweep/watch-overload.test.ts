import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { watchOverload } from './watch-overload.js'

/** A watch after arrivals of which every `served`th is answered, each answer later than the one before. */
function after(arrivals: number, served: number) {
  const watch = watchOverload()
  for (let at = 0; at < arrivals; at += 1) {
    watch.sent()
    const end = {
      startAt: at,
      firstTokenAt: 2 * at + 1,
      endAt: 2 * at + 2,
      phase: 'measured',
      errorClass: null,
    } as const
    if (at % served === 0) watch.add(aRecord(end))
  }
  return watch
}

test('a load of which only every second request is answered in its time is ended', () => {
  const watch = after(1000, 2)
  expect([watch.overloaded(), watch.signal.aborted]).toEqual([true, true])
})

test('a load that is answered goes on', () => {
  expect(after(1000, 1).overloaded()).toBe(false)
})
