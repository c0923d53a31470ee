import { expect, test } from 'vitest'
import { createTurnQueue, type TurnQueue } from './turn-queue.js'

/** A queue whose turns and clock are the test's. */
function handTurned() {
  const turns: (() => void)[] = []
  const clock = { now: 0 }
  const ran: string[] = []
  const queue = createTurnQueue(
    () => clock.now,
    (callback) => turns.push(callback),
  ) as TurnQueue
  return {
    queue,
    clock,
    waiting: (name: string, work = () => {}) => ({
      waitingSince: clock.now,
      readWaiting() {
        ran.push(name)
        work()
      },
    }),
    /** What a turn of the event loop ran; `null` where none was asked for. */
    turn() {
      const asked = turns.splice(0)
      for (const callback of asked) callback()
      return asked.length === 0 ? null : ran.splice(0)
    },
  }
}

test('one a turn, the oldest first, and no turn is asked for without need', () => {
  const { queue, waiting, turn } = handTurned()
  queue.add(waiting('a', () => queue.add(waiting('c'))))
  queue.add(waiting('b'))
  expect([turn(), turn(), turn(), turn()]).toEqual([['a'], ['b'], ['c'], null])
  queue.add(waiting('d'))
  expect(turn()).toEqual(['d'])
})

test('however often one is added, it has one turn; who has left has none', () => {
  const { queue, waiting, turn } = handTurned()
  const [a, b] = [waiting('a'), waiting('b')]
  queue.add(a)
  queue.add(b)
  queue.add(a)
  queue.remove(b)
  expect([turn(), turn()]).toEqual([['a'], null])
})

test('whoever has waited for 50 ms goes in the same turn: long turns do not make the queue grow', () => {
  const { queue, clock, waiting, turn } = handTurned()
  for (const name of ['a', 'b', 'c']) queue.add(waiting(name))
  clock.now = 30
  for (const name of ['d', 'e']) queue.add(waiting(name))
  expect(turn()).toEqual(['a'])
  clock.now = 50
  expect(turn()).toEqual(['b', 'c'])
  expect(turn()).toEqual(['d'])
})

test('work that throws does not keep the next one from its turn', () => {
  const { queue, waiting, turn } = handTurned()
  queue.add(
    waiting('a', () => {
      throw new Error('broken')
    }),
  )
  queue.add(waiting('b'))
  expect(() => turn()).toThrow('broken')
  expect(turn()).toEqual(['a', 'b'])
})

test('of the real event loop: other callbacks of a turn come between two', async () => {
  const seen: string[] = []
  const queue = createTurnQueue(() => 0) as TurnQueue
  await new Promise<void>((resolve) => {
    queue.add({ waitingSince: 0, readWaiting: () => void seen.push('first') })
    queue.add({
      waitingSince: 0,
      readWaiting() {
        seen.push('second')
        resolve()
      },
    })
    setImmediate(() => seen.push('a callback of the first turn'))
  })
  expect(seen).toEqual(['first', 'a callback of the first turn', 'second'])
})

test('there is none without setImmediate', () => {
  const { setImmediate } = globalThis
  Reflect.deleteProperty(globalThis, 'setImmediate')
  try {
    expect(createTurnQueue(() => 0)).toBeNull()
  } finally {
    globalThis.setImmediate = setImmediate
  }
})
