import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveCapacity } from './capacity-cache.js'
import { helpfulThreads } from './helpful-threads.js'
import { machineFingerprint } from './machine-fingerprint.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'helpful-threads-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** This machine carries so many streams of 50 tokens a second with so many threads. */
const measured = (transport: string, workers: number, streams: number) =>
  saveCapacity(
    {
      ...{ schemaVersion: 1, measuredAt: '2026-01-01T00:00:00.000Z', transport, workers, steps: [] },
      ...machineFingerprint({ transport, workers }),
      carried: [{ tokensPerSecond: 50, streams, endedBy: 'lateness' }],
    },
    { folder },
  )

test('nothing was measured: nobody knows', async () => {
  expect(await helpfulThreads('auto', { folder, cores: 8 })).toBeNull()
})

test('threads count as long as each doubling carries a tenth more', async () => {
  await measured('raw', 1, 100)
  await measured('raw', 2, 180)
  await measured('raw', 4, 190)
  await measured('raw', 8, 900)
  expect(await helpfulThreads('auto', { folder, cores: 8 })).toEqual({ threads: 2, transport: 'raw' })
})

test('no more threads than cores, and one where two were not tried', async () => {
  await measured('raw', 1, 100)
  await measured('raw', 2, 180)
  expect(await helpfulThreads('raw', { folder, cores: 1 })).toEqual({ threads: 1, transport: 'raw' })
  await measured('undici', 1, 50)
  expect(await helpfulThreads('undici', { folder, cores: 8 })).toEqual({ threads: 1, transport: 'undici' })
})

test('auto goes by the most precise transport that was measured', async () => {
  await measured('undici', 1, 50)
  await measured('undici', 2, 100)
  await measured('kernel', 1, 500)
  expect(await helpfulThreads('auto', { folder, cores: 8 })).toEqual({ threads: 1, transport: 'kernel' })
})
