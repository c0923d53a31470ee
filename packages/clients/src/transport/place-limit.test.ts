import { expect, test } from 'vitest'
import { createPlaceLimit } from './place-limit.js'

/** A server by hand: the clock, its timers, and which connections are idle. */
function onHand() {
  let time = 0
  let timers: { at: number; callback: () => void }[] = []
  const idle = new Set<object>()
  const retired: object[] = []
  const limit = createPlaceLimit<{ hasAnswered: boolean; gone: boolean }>({
    now: () => time,
    setTimer(delayMs, callback) {
      timers.push({ at: time + delayMs, callback })
      return () => {}
    },
    retire(connection) {
      if (!idle.delete(connection)) return false
      connection.gone = true
      limit.ended(connection)
      retired.push(connection)
      return true
    },
  })
  return {
    limit,
    idle,
    retired,
    connection: () => ({ hasAnswered: false, gone: false }),
    to(at: number) {
      time = at
      const due = timers.filter((timer) => timer.at <= at)
      timers = timers.filter((timer) => timer.at > at)
      for (const { callback } of due) callback()
    },
  }
}

/** One request is answered while a second waits on a connection of its own; the second is answered once the first is closed. */
function waitsForTheFirst({ limit, idle, connection, to }: ReturnType<typeof onHand>, from: number) {
  const [first, second] = [connection(), connection()]
  to(from)
  limit.began(first)
  to(from + 60)
  limit.began(second)
  first.hasAnswered = true
  to(from + 70)
  const closed = limit.released(first, from)
  if (closed) {
    first.gone = true
    limit.ended(first)
  } else idle.add(first)
  to(from + 140)
  second.hasAnswered = true
  to(from + 200)
  limit.released(second, from + 60)
  limit.ended(second)
  return closed
}

test('a server that answers a waiting request only when another connection is closed has a limit, after two such times', () => {
  const server = onHand()
  expect(waitsForTheFirst(server, 0)).toBe(false)
  expect(server.retired).toHaveLength(1)
  expect(server.limit.places).toBeNull()
  expect(waitsForTheFirst(server, 1000)).toBe(false)
  expect(server.limit.places).toBe(1)
  expect(waitsForTheFirst(server, 2000)).toBe(true)
})

test('a server that answers on a new connection while the others stand is not suspected, and loses none', () => {
  const { limit, idle, retired, connection, to } = onHand()
  for (let at = 0; at < 20; at += 1) {
    const [first, second] = [connection(), connection()]
    to(at * 1000)
    limit.began(first)
    to(at * 1000 + 60)
    limit.began(second)
    first.hasAnswered = true
    to(at * 1000 + 70)
    expect(limit.released(first, at * 1000)).toBe(false)
    idle.add(first)
    second.hasAnswered = true
    to(at * 1000 + 200)
    expect(limit.released(second, at * 1000 + 60)).toBe(false)
  }
  expect(limit.places).toBeNull()
  expect(retired).toEqual([])
})

test('a limit that proves wrong is given up for good', () => {
  const server = onHand()
  waitsForTheFirst(server, 0)
  waitsForTheFirst(server, 1000)
  const { limit, connection, to } = server
  to(3000)
  for (const each of [connection(), connection()]) {
    limit.began(each)
    each.hasAnswered = true
    limit.released(each, 2990)
  }
  expect(limit.places).toBeNull()
  expect(waitsForTheFirst(server, 4000)).toBe(false)
})
