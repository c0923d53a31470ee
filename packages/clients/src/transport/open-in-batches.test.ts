import { expect, test } from 'vitest'
import { openInBatches } from './open-in-batches.js'

test('no more are on their way at once than a server takes, until enough are idle', async () => {
  let idle = 3
  let underway = 0
  let most = 0
  const openOne = () => {
    underway += 1
    most = Math.max(most, underway)
    const done = Promise.resolve().then(() => {
      underway -= 1
      idle += 1
    })
    return { done, cancel: () => expect.unreachable() }
  }
  expect(await openInBatches({ connections: 200, idleCount: () => idle, openOne })).toBe(200)
  expect(most).toBe(64)
  expect(await openInBatches({ connections: 10, idleCount: () => idle, openOne })).toBe(200)
})

test('the first that fails gives up the others', async () => {
  let cancelled = 0
  let opened = 0
  const openOne = () => {
    opened += 1
    const done = opened === 2 ? Promise.reject(new Error('refused')) : new Promise<void>(() => {})
    return { done, cancel: () => void (cancelled += 1) }
  }
  await expect(openInBatches({ connections: 5, idleCount: () => 0, openOne })).rejects.toThrow('refused')
  expect(cancelled).toBe(5)
})

test('the signal ends it, before or on the way', async () => {
  let cancelled = 0
  const openOne = () => ({ done: new Promise<void>(() => {}), cancel: () => void (cancelled += 1) })
  const stop = new AbortController()
  const opening = openInBatches({ connections: 5, idleCount: () => 0, openOne, signal: stop.signal })
  stop.abort(new Error('interrupted'))
  await expect(opening).rejects.toThrow('interrupted')
  await expect(openInBatches({ connections: 5, idleCount: () => 0, openOne, signal: stop.signal })).rejects.toThrow(
    'interrupted',
  )
  expect(cancelled).toBe(5)
})
