import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCapacity, saveCapacity } from './capacity-cache.js'
import { mostCarried, mostStreams } from './capacity-file.js'
import { findCapacity, type FindCapacityOptions, latenessLimitMs, nextStreams } from './find-capacity.js'
import type { CalibrationLoad, StepMeasurement } from './measure-step.js'

const startServer = () => Promise.reject(new Error('not used'))

/** A machine whose lateness is 1 ms for each `carries` of tokens a second; every step takes a second of the clock. */
function machine(
  carries: number,
  { clock = virtualClock(), answer = (_: CalibrationLoad): Partial<StepMeasurement> => ({}) } = {},
) {
  const tried: string[] = []
  const find = async (options: Partial<FindCapacityOptions> = {}) => {
    const found = findCapacity({
      ...{ startServer, transport: 'kernel' as const, workers: 1, rates: [50], most: 4096, seconds: 1, clock },
      measure: async (load) => {
        tried.push(`${load.streams} x ${load.tokensPerSecond}`)
        await clock.sleepUntil(clock.now() + 1000)
        return { ...measured(load, (10 * load.streams * load.tokensPerSecond) / carries), ...answer(load) }
      },
      ...options,
    })
    return (await Promise.all([found, clock.runAll()]))[0]
  }
  return { tried, find }
}

function measured(load: CalibrationLoad, latenessMs: number): StepMeasurement {
  const errors = { errorP50Ms: 0, errorP99Ms: 0.01, errorMaxMs: 1, firstTokenErrorP99Ms: 0 }
  const kept = { achievedTokensPerSecond: load.tokensPerSecond, failedRequests: 0, cpuShare: 0.5, tokens: 100 }
  return { ...load, ...errors, ...kept, readLatenessP99Ms: latenessMs, transport: 'kernel' }
}

test('streams are doubled until the lateness passes its bound, and the limit is then known to a quarter', async () => {
  const { tried, find } = machine(10_000)
  const { carried, steps, transport } = await find()
  // 200 streams of 50 come to 10 ms; each load that is beyond it is tried three times.
  expect([...new Set(tried)]).toEqual(['16 x 50', '32 x 50', '64 x 50', '128 x 50', '256 x 50', '181 x 50', '215 x 50'])
  expect(carried).toEqual([{ tokensPerSecond: 50, streams: 181, endedBy: 'lateness' }])
  expect(steps.map(({ beyond, attempts }) => [beyond, attempts])).toEqual(
    [0, 0, 0, 0, 1, 0, 1].map((beyond) => (beyond ? ['lateness', 3] : [null, 1])),
  )
  expect(transport).toBe('kernel')
})

test('whatever a machine carries is found to a quarter, or to one stream', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 64 }), async (limit, fewest) => {
      let held = 0
      let failed: number | null = null
      let turns = 0
      for (let next: number | null = fewest; next !== null; next = nextStreams(held, failed, 4096)) {
        // Each step learns something, or it would never end.
        expect(next).toBeGreaterThan(held)
        if (failed !== null) expect(next).toBeLessThan(failed)
        if (next <= limit) held = next
        else failed = next
        turns += 1
      }
      expect(held).toBeLessThanOrEqual(limit)
      expect(limit).toBeLessThan(failed ?? 4097)
      if (failed !== null) expect(failed <= held * 1.25 || failed - held === 1 || held === 0).toBe(true)
      expect(turns).toBeLessThan(24)
    }),
  )
})

test('every rate is searched, beginning at half of what the slower one came to', async () => {
  const { tried, find } = machine(20_000)
  const found = await find({ rates: [20, 50, 200] })
  expect(found.carried.map(({ streams, tokensPerSecond }) => [tokensPerSecond, streams])).toEqual([
    [20, 861],
    [50, 344],
    // The bound is 2.5 ms there: half of the time between two tokens.
    [200, 25],
  ])
  expect(tried.filter((each) => each.endsWith('x 50'))[0]).toBe('172 x 50')
  const carried = [
    { streams: 100, tokensPerSecond: 20, endedBy: 'lateness' as const },
    { streams: 90, tokensPerSecond: 50, endedBy: 'lateness' as const },
  ]
  expect(mostCarried({ ...found, carried })).toBe(carried[1])
  expect(mostStreams({ ...found, carried })).toBe(carried[0])
  expect(mostCarried({ ...found, carried: [] })).toBeNull()
})

test('what ended the search is said: a server that writes no more, requests that fail, the largest load, the time', async () => {
  const endedBy = async (answer: (load: CalibrationLoad) => Partial<StepMeasurement>, options = {}) => {
    const [carried] = (await machine(1e9, { answer }).find(options)).carried
    return carried && [carried.streams, carried.endedBy]
  }
  const slow = ({ streams }: CalibrationLoad) => ({ achievedTokensPerSecond: streams > 100 ? 40 : 49 })
  expect(await endedBy(slow)).toEqual([91, 'server'])
  expect(await endedBy(({ streams }) => ({ failedRequests: streams > 20 ? 1 : 0 }))).toEqual([19, 'failures'])
  expect(await endedBy(() => ({}), { most: 100 })).toEqual([100, 'largest'])
  expect(await endedBy(() => ({}), { budgetMs: 2_500 })).toEqual([64, 'time'])
  expect(await endedBy(() => ({ readLatenessP99Ms: 11 }))).toEqual([0, 'lateness'])
})

test('a load that fails once and then holds is carried, and the attempt that held is the one that is kept', async () => {
  let turns = 0
  const answer = ({ streams }: CalibrationLoad) =>
    streams === 64 && (turns += 1) < 3 ? { readLatenessP99Ms: 50, failedRequests: 2 } : {}
  const { steps } = await machine(1e9, { answer }).find({ most: 64 })
  expect(steps.at(-1)).toMatchObject({ streams: 64, attempts: 3, beyond: null, failedRequests: 0 })
})

test('a client without stamps of the kernel is bound by the error of its own', async () => {
  const own = ({ streams }: CalibrationLoad) => ({
    readLatenessP99Ms: null,
    errorP99Ms: streams / 50,
    transport: 'raw',
  })
  const { steps, carried, transport } = await machine(1e9, { answer: own }).find()
  expect(carried).toEqual([{ tokensPerSecond: 50, streams: 45, endedBy: 'lateness' }])
  expect(steps[0]).toMatchObject({ latenessP99Ms: 0.32, limitMs: 1 })
  expect(transport).toBe('raw')
  expect((await machine(1e9, { answer: own }).find({ limitMs: 100, most: 128 })).carried[0]?.streams).toBe(128)
  expect([20, 50, 100, 200].map((tokensPerSecond) => latenessLimitMs({ tokensPerSecond }, 'kernel'))).toEqual([
    10, 10, 5, 2.5,
  ])
})

test('an interruption ends it between two attempts', async () => {
  const stop = new AbortController()
  const { find, tried } = machine(1e9, {
    answer: () => {
      if (tried.length === 2) stop.abort(new Error('stopped'))
      return {}
    },
  })
  await expect(find({ signal: stop.signal })).rejects.toThrow('stopped')
  expect(tried).toHaveLength(2)
})

test('a later run finds what its machine carries with its transport and threads, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capacity-'))
  try {
    const found = await machine(10_000).find()
    await saveCapacity(found, { folder })
    expect(await readCapacity({ transport: 'kernel', workers: 1 }, { folder })).toEqual(found)
    expect(await readCapacity({ transport: 'kernel', workers: 2 }, { folder })).toBeNull()
    expect(await readCapacity({ transport: 'raw', workers: 1 }, { folder })).toBeNull()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
