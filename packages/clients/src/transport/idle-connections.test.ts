import { expect, test } from 'vitest'
import { createIdleConnections, type IdleConnection } from './idle-connections.js'

type Named = IdleConnection & { readonly name: string; usable: boolean; ended: boolean }

function connection(name: string): Named {
  const each: Named = {
    name,
    usable: true,
    ended: false,
    destroy() {
      each.ended = true
    },
  }
  return each
}

/** A pool on a clock that the test moves. */
function pool(idleMs = 1000) {
  let at = 0
  const timers = new Set<{ readonly due: number; readonly callback: () => void }>()
  const connections = createIdleConnections<Named>({
    now: () => at,
    setTimer(delayMs, callback) {
      const timer = { due: at + delayMs, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    idleMs,
  })
  return {
    connections,
    timers,
    pass(ms: number) {
      at += ms
      for (const timer of [...timers]) {
        if (timer.due > at) continue
        timers.delete(timer)
        timer.callback()
      }
    },
  }
}

test('the connection that waited longest is used first', () => {
  const { connections, pass } = pool()
  const [a, b] = [connection('a'), connection('b')]
  connections.addProven(a)
  pass(10)
  connections.addProven(b)
  expect(connections.take()).toEqual({ connection: a, idleForMs: 10 })
  connections.addProven(a)
  expect(connections.take()?.connection).toBe(b)
})

test('a connection that has carried an answer goes before those that were only opened, and of those the oldest is first', () => {
  const { connections } = pool()
  const [a, b, c] = [connection('a'), connection('b'), connection('c')]
  connections.addFresh(a)
  connections.addFresh(b)
  connections.addProven(c)
  expect(connections.size).toBe(3)
  expect([1, 2, 3].map(() => connections.take()?.connection.name)).toEqual(['c', 'a', 'b'])
})

test('a connection that is no longer open is passed over', () => {
  const { connections } = pool()
  const [a, b] = [connection('a'), connection('b')]
  connections.addProven(a)
  connections.addProven(b)
  a.usable = false
  expect(connections.take()?.connection).toBe(b)
  expect(a.ended).toBe(true)
  expect(connections.take()).toBeNull()
})

test('a connection that nobody uses is closed when its time is over, and no timer is left', () => {
  const { connections, pass, timers } = pool()
  const [a, b] = [connection('a'), connection('b')]
  connections.addProven(a)
  pass(600)
  connections.addProven(b, 5000)
  pass(400)
  expect([a.ended, b.ended]).toEqual([true, false])
  pass(600)
  expect(b.ended).toBe(true)
  expect(timers.size).toBe(0)
})

test("the server's own limit counts where it is shorter", () => {
  const { connections, pass } = pool()
  const a = connection('a')
  connections.addProven(a, 300)
  pass(299)
  expect(connections.take()?.connection).toBe(a)
  connections.addProven(a, 300)
  pass(300)
  expect(connections.take()).toBeNull()
  expect(a.ended).toBe(true)
})

test('an idle limit that a request ran into is kept clear of from then on', () => {
  const { connections, pass } = pool()
  connections.learnFromStale(950)
  expect(connections.keepAfterStream).toBe(true)
  connections.addProven(connection('a'))
  pass(759)
  expect(connections.take()).not.toBeNull()
  connections.addProven(connection('b'))
  pass(760)
  expect(connections.take()).toBeNull()
})

test('a server that closes right after an answer is asked on a new connection after a stream', () => {
  const { connections } = pool()
  connections.learnFromStale(0.1)
  expect(connections.keepAfterStream).toBe(false)
})
