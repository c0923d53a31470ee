import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { startStreamingServer } from '../testing/start-streaming-server.js'
import { calibrate } from './calibrate.js'
import { calibratedErrorMs, readCalibration, saveCalibration } from './calibration-cache.js'
import { type CalibrationLoad, measureStep, type StepMeasurement } from './measure-step.js'
import { stampErrors } from './stamp-errors.js'

const startServer = () => Promise.reject(new Error('not used'))
const ladder = [8, 16, 32, 64].map((streams) => ({ streams, tokensPerSecond: 50 }))

/** p99 error per number of streams; each call takes the next value, the last one stays. */
function measuring(errors: Record<number, number[]>) {
  const tried: number[] = []
  const measure = async ({ streams, tokensPerSecond }: CalibrationLoad): Promise<StepMeasurement> => {
    tried.push(streams)
    const values = errors[streams] ?? []
    const errorP99Ms = (values.length > 1 ? values.shift() : values[0]) ?? null
    const fixed = {
      tokens: 100,
      errorP50Ms: 0.1,
      errorMaxMs: 9,
      firstTokenErrorP99Ms: 1,
      readLatenessP99Ms: null,
      failedRequests: 0,
      cpuShare: 0.1,
    }
    return { streams, tokensPerSecond, achievedTokensPerSecond: 50, errorP99Ms, transport: 'raw', ...fixed }
  }
  return { tried, measure }
}

test('the ladder ends at the first load whose error passes the limit three times', async () => {
  const { tried, measure } = measuring({ 8: [0.2], 16: [3, 0.4], 32: [2.5, 2, 3], 64: [0.1] })
  const result = await calibrate({ startServer, ladder, measure })
  expect(tried).toEqual([8, 16, 16, 32, 32, 32])
  expect(result.highest).toEqual({ streams: 16, tokensPerSecond: 50 })
  expect(
    result.steps.map(({ streams, errorP99Ms, attempts, withinLimit }) => [streams, errorP99Ms, attempts, withinLimit]),
  ).toEqual([
    [8, 0.2, 1, true],
    [16, 0.4, 2, true],
    [32, 2, 3, false],
  ])
})

test('a machine that fails at its lightest load, nine times, has no load it can be trusted with', async () => {
  const { tried, measure } = measuring({ 8: [5] })
  const clock = virtualClock()
  const calibrated = calibrate({ startServer, ladder, measure, clock })
  await clock.runAll()
  expect((await calibrated).highest).toBeNull()
  expect(tried).toHaveLength(9)
})

test('a noisy moment at the lightest load passes: it is repeated, and the climb goes on', async () => {
  const { measure } = measuring({ 8: [5, 4, 6, 3, 0.4], 16: [0.5], 32: [2] })
  const clock = virtualClock()
  const calibrated = calibrate({ startServer, ladder, measure, clock })
  await clock.runAll()
  const { steps, highest } = await calibrated
  expect(steps[0]).toMatchObject({ attempts: 5, errorP99Ms: 0.4, withinLimit: true })
  expect(highest?.streams).toBe(16)
})

test('a later run finds the calibration of its own machine and client, and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'calibration-'))
  try {
    const { measure } = measuring({ 8: [0.2], 16: [0.4], 32: [0.9], 64: [4] })
    const result = await calibrate({ startServer, ladder, measure })
    const file = await saveCalibration(result, { folder })
    expect(await readCalibration({ transport: 'raw', workers: 1 }, { folder })).toEqual(result)
    expect(await readCalibration({ transport: 'undici', workers: 1 }, { folder })).toBeNull()
    expect(await readCalibration({ transport: 'raw', workers: 2 }, { folder })).toBeNull()
    writeFileSync(file, '{"schema_version": 1')
    expect(await readCalibration({ transport: 'raw', workers: 1 }, { folder })).toBeNull()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the error of a run is that of the next heavier load that passed, and unknown between one that passed and one that did not', async () => {
  const { measure } = measuring({ 8: [0.2], 16: [0.4], 32: [0.9], 64: [4] })
  const failing = await calibrate({ startServer, ladder, measure })
  expect([1, 8, 9, 33, 500].map((streams) => calibratedErrorMs(failing, streams))).toEqual([0.2, 0.2, 0.4, null, 4])
  expect(calibratedErrorMs(failing, 64)).toBe(4)
  const passing = await calibrate({ startServer, ladder: ladder.slice(0, 2), measure })
  expect([16, 17].map((streams) => calibratedErrorMs(passing, streams))).toEqual([0.4, null])
})

test('stamp errors are client minus server, the first token apart', async () => {
  const record = aRecord({ requestId: 'a', tokenAt: [10, 20, 30] })
  const writesOf = async () => [109, 119.5, 128]
  const { first, later } = await stampErrors([record], { toMonotonicMs: 100, writesOf })
  expect([...first]).toEqual([1])
  expect([...later]).toEqual([0.5, 2])
})

test('a comparison that cannot be right is refused', async () => {
  const record = aRecord({ tokenAt: [10, 20] })
  const compare = (writes: number[] | null) => stampErrors([record], { toMonotonicMs: 0, writesOf: async () => writes })
  await expect(compare([9])).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('2 tokens') })
  await expect(compare(null)).rejects.toMatchObject({ code: 'internal' })
  await expect(compare([9, 21])).rejects.toMatchObject({ message: expect.stringContaining('before it was written') })
})

test('a step is measured over a real connection, token by token', async () => {
  const measured = await measureStep(
    { streams: 3, tokensPerSecond: 100 },
    {
      startServer: startStreamingServer,
      transport: 'auto',
      workers: 1,
      seconds: 0.1,
    },
  )
  expect(measured.transport).toMatch(/^(kernel|raw)$/)
  // 3 streams of 10 tokens; the first of each is counted apart.
  expect(measured).toMatchObject({ streams: 3, tokens: 27, failedRequests: 0 })
  expect(measured.errorP50Ms).toBeGreaterThan(-0.1)
  expect(measured.firstTokenErrorP99Ms).not.toBeNull()
})
