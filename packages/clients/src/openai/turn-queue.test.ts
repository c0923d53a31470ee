import { expect, test } from 'vitest'
import { createTurnQueue } from './turn-queue.js'

test('one job a turn, in the order in which they were added', () => {
  const turns: (() => void)[] = []
  const ran: string[] = []
  const queue = createTurnQueue((callback) => turns.push(callback))
  const turn = () => {
    for (const callback of turns.splice(0)) callback()
    return ran.splice(0)
  }
  queue.add(() => {
    ran.push('a')
    queue.add(() => ran.push('c'))
  })
  queue.add(() => ran.push('b'))
  expect(ran).toEqual([])
  expect([turn(), turn(), turn(), turn()]).toEqual([['a'], ['b'], ['c'], []])

  queue.add(() => ran.push('d'))
  expect(turn()).toEqual(['d'])
})

test('a job that throws does not keep the next one from its turn', () => {
  const turns: (() => void)[] = []
  const queue = createTurnQueue((callback) => turns.push(callback))
  let ran = false
  queue.add(() => {
    throw new Error('broken')
  })
  queue.add(() => {
    ran = true
  })
  expect(() => turns.shift()?.()).toThrow('broken')
  turns.shift()?.()
  expect(ran).toBe(true)
})

test('of the real event loop: other callbacks of a turn come between two jobs', async () => {
  const seen: string[] = []
  const queue = createTurnQueue()
  await new Promise<void>((resolve) => {
    queue.add(() => seen.push('first job'))
    queue.add(() => {
      seen.push('second job')
      resolve()
    })
    setImmediate(() => seen.push('a callback of the first turn'))
  })
  expect(seen).toEqual(['first job', 'a callback of the first turn', 'second job'])
})

test('without setImmediate jobs run at once', () => {
  const ran: string[] = []
  const { setImmediate } = globalThis
  Reflect.deleteProperty(globalThis, 'setImmediate')
  try {
    createTurnQueue().add(() => ran.push('a'))
  } finally {
    globalThis.setImmediate = setImmediate
  }
  expect(ran).toEqual(['a'])
})
