import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CapacityFile, findCapacity, saveCapacity } from '@sagellm-benchmark/runner/calibration'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { OpenTarget } from '../targets/define-target.js'
import { beyondCapacity, streamsOf } from './client-capacity.js'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'capacity-'))
  vi.stubEnv('XDG_CACHE_HOME', cache)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true, force: true })
})

const target = (threads: number) =>
  ({ client: { threads, drive: () => null, identity: { transport: 'kernel' } } }) as unknown as OpenTarget
const closed = (concurrency: number, requests: number | null = null) => ({
  load: { kind: 'closed' as const, concurrency, rampUpSeconds: 0 },
  requests,
})
const io = { calibration: true }

async function carries(workers: number, carried: CapacityFile['carried']) {
  const startServer = () => Promise.reject(new Error('not used'))
  const options = { startServer, transport: 'kernel' as const, workers, rates: [], most: 1, seconds: 1 }
  await saveCapacity({ ...(await findCapacity(options)), carried })
}

test('a load beyond what was carried is named with what carries it, one within it is not', async () => {
  expect(await beyondCapacity(target(1), [closed(500)], io)).toBeNull()
  await carries(1, [
    { tokensPerSecond: 20, streams: 400, endedBy: 'lateness' },
    { tokensPerSecond: 50, streams: 200, endedBy: 'lateness' },
  ])
  expect(await beyondCapacity(target(1), [closed(8), closed(400)], io)).toBeNull()
  expect(await beyondCapacity(target(1), [closed(500, 300)], io)).toBeNull()
  expect(await beyondCapacity(target(2), [closed(500)], io)).toBeNull()
  expect(await beyondCapacity(target(1), [closed(500)], { calibration: false })).toBeNull()
  const sentence = await beyondCapacity(target(1), [closed(8), closed(500)], io)
  expect(sentence).toMatch(
    /holds 500 streams open.* keep up with 400 of 20 tok\/s each \(calibrate --max, .*1 load thread\)/,
  )
  expect(sentence).not.toContain('--load-threads')
  await carries(4, [{ tokensPerSecond: 20, streams: 900, endedBy: 'server' }])
  expect(await beyondCapacity(target(1), [closed(500)], io)).toMatch(/own; --load-threads 4 carries them\.$/)
})

test('where the measurement ended before the client did, that is said', async () => {
  await carries(1, [{ tokensPerSecond: 50, streams: 64, endedBy: 'largest' }])
  expect(await beyondCapacity(target(1), [closed(65)], io)).toContain('64 of 50 tok/s each (more were not tried')
  await carries(1, [{ tokensPerSecond: 50, streams: 0, endedBy: 'lateness' }])
  expect(await beyondCapacity(target(1), [closed(1)], io)).toContain('keep up with none')
})

test('a load says how many streams it holds, where it knows', () => {
  expect(streamsOf({ load: { kind: 'batch', size: 12 } })).toBe(12)
  expect(streamsOf(closed(8, 5))).toBe(5)
  expect(streamsOf({ load: { kind: 'poisson', rps: 5 } as never })).toBe(0)
})
