import { expect, test } from 'vitest'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import type { Transport } from '../transport/transport.js'
import { openConnections } from './open-connections.js'

/** A transport to a host that drops every packet: it gives up only when asked to. */
const blackhole = {
  open: (_count: number, signal?: AbortSignal) =>
    new Promise<number>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
} as unknown as Transport

const options = { connections: 250, connectMs: 1000, url: 'http://h/v1' }

test('a host that drops packets is given up, with more time for more connections', async () => {
  const clock = virtualClock()
  const opening = openConnections(blackhole, { ...options, clock })
  const failed = expect(opening).rejects.toMatchObject({
    code: 'unavailable',
    message: 'http://h/v1: 250 connections could not be opened in 3000 ms',
  })
  await clock.runAll()
  await failed
  expect(clock.now()).toBe(3000)
})

test('the caller may give up earlier, for a reason of its own', async () => {
  const stop = new AbortController()
  const opening = openConnections(blackhole, { ...options, clock: virtualClock(), signal: stop.signal })
  stop.abort(new Error('interrupted'))
  await expect(opening).rejects.toThrow('interrupted')
})

test('what was opened is reported, and no timer stays behind', async () => {
  const clock = virtualClock()
  const opened = await openConnections({ open: async (count: number) => count } as Transport, { ...options, clock })
  expect(opened).toBe(250)
  await clock.runAll()
  expect(clock.now()).toBe(0)
})
