import { expect, test } from 'vitest'
import type { SessionFacts, TurnFacts } from './session-facts.js'
import { createSessionOrder } from './session-order.js'

/** One turn: which others it waits for, when it began and ended, and how much later than planned it began. */
function turn(turnId: string, after: readonly string[], [startAt, endAt, late = 0]: readonly number[]): TurnFacts {
  const times = { startAt: startAt as number, endAt: endAt as number, dueAt: (startAt as number) - late }
  return { turnId, after: [...after], turn: 0, outcome: 'ok', waitMs: 0, ...times } as unknown as TurnFacts
}

function orderOf(turns: TurnFacts[], inFlight = 1) {
  const order = createSessionOrder()
  order.add({ number: 0, turnsPlanned: turns.length, turns } satisfies SessionFacts, inFlight)
  return order.result()
}

test('turns that wait for one another keep their order, and their pauses are held against the planned ones', () => {
  const turns = [
    turn('a', [], [0, 10]),
    turn('b', ['a'], [20, 30, 2]),
    turn('c', ['a'], [20, 40]),
    turn('d', ['b', 'c'], [41, 50, 1]),
  ]
  expect(orderOf(turns, 2)).toEqual({
    ...{ sessions: 1, turns: 4, outOfOrder: 0, fanOutAsked: 2, fanOutReached: 2 },
    thinkTimes: { turns: 3, error: { p50Ms: 1, p99Ms: expect.closeTo(1.98, 9), maxMs: 2 } },
  })
})

test('a turn that began before one that it waits for had ended, or without it, is out of order', () => {
  expect(orderOf([turn('a', [], [0, 10]), turn('b', ['a'], [9, 30])])?.outOfOrder).toBe(1)
  expect(orderOf([turn('b', ['a'], [9, 30])])?.outOfOrder).toBe(1)
})

test('sessions of one turn have no pauses, and without sessions there is nothing to tell', () => {
  expect(orderOf([turn('a', [], [0, 10])])?.thinkTimes).toBeNull()
  expect(createSessionOrder().result()).toBeNull()
})
