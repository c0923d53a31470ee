import { createLatenessLog } from '@sagellm-benchmark/clients/transport'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { measureClockOffsets } from './clock-offsets.js'
import { createGrowingSamples } from './growing-samples.js'
import { judgeOverhead, type OverheadFacts } from './judge-overhead.js'
import { createOverheadMonitor, notSampled } from './overhead-monitor.js'

const calm: OverheadFacts = {
  sample: { ...notSampled, eventLoopDelayP99Ms: 1, eventLoopDelayMaxMs: 40, cpuShare: 0.2, cores: 2 },
  latenessMs: Float64Array.of(3, 0, 1, 2),
  readLateness: null,
  calibrationErrorP99Ms: null,
  inProcess: false,
  loadThreads: 1,
  requests: 1000,
  stalledRequests: 0,
  windowMs: 60_000,
}

test('how late arrivals were read is told in percentiles, and is no reason for mistrust: stamps do not hold it', () => {
  const log = createLatenessLog()
  for (let at = 1; at <= 100; at += 1) log.add(at)
  log.addUnstamped()
  const { readLateness, clientSaturated } = judgeOverhead({
    ...calm,
    readLateness: { ...log.take(), clockErrorMs: 0.0002 },
  })
  expect(readLateness).toMatchObject({ reads: 100, unstampedReads: 1, maxMs: 100, clockErrorMs: 0.0002 })
  expect(readLateness?.p50Ms).toBeCloseTo(50, -0.5)
  expect(readLateness?.p99Ms).toBeGreaterThanOrEqual(99)
  expect(clientSaturated).toBe(false)
})

test('figures within their limits leave the client trusted', () => {
  expect(judgeOverhead(calm)).toMatchObject({
    clientSaturated: false,
    reasons: [],
    scheduleLatenessP50Ms: 1.5,
    readLateness: null,
    calibrationErrorP99Ms: null,
  })
})

test.each([
  ['event-loop delay', { sample: { ...calm.sample, eventLoopDelayP99Ms: 10.5 } }],
  ['schedule lateness', { latenessMs: Float64Array.of(30) }],
  ['calibrated stamp error', { calibrationErrorP99Ms: 1.2 }],
  ['CPU share of a load thread', { sample: { ...calm.sample, cpuShare: 0.95 } }],
  ['CPU share of the process on 2 cores', { sample: { ...calm.sample, processCpuShare: 1.9 } }],
])('%s beyond its limit saturates the client, with the reason', (name, facts) => {
  const judged = judgeOverhead({ ...calm, ...facts })
  expect(judged.clientSaturated).toBe(true)
  expect(judged.reasons).toEqual([expect.stringContaining(name)])
})

test('inference in the same process is not held against the client', () => {
  const sample = { ...calm.sample, cpuShare: 2 }
  expect(judgeOverhead({ ...calm, sample, inProcess: true }).clientSaturated).toBe(false)
})

test('nothing sampled is null, not zero', () => {
  const judged = judgeOverhead({ ...calm, sample: notSampled, latenessMs: new Float64Array(0) })
  expect(judged).toMatchObject({ eventLoopDelayP99Ms: null, scheduleLatenessP99Ms: null, cpuShare: null })
})

test('the monitor sees a blocked event loop', async () => {
  const clock = systemClock()
  const monitor = createOverheadMonitor(clock)
  monitor.start()
  await new Promise((resolve) => setTimeout(resolve, 30))
  const until = clock.now() + 60
  while (clock.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(monitor.stop().eventLoopDelayMaxMs).toBeGreaterThan(20)
})

test('the CPU share is judged over a time long enough to tell', () => {
  const monitorOver = (ms: number) => {
    let now = 0
    const monitor = createOverheadMonitor({ ...systemClock(), now: () => now })
    monitor.start()
    now = ms
    return monitor.stop().cpuShare
  }
  expect(monitorOver(100)).toBeNull()
  expect(monitorOver(1e9)).toBeLessThan(0.01)
})

test('samples are kept in order over many doublings', () => {
  const samples = createGrowingSamples(2)
  for (let at = 0; at < 1000; at += 1) samples.push(at)
  expect(samples.values()).toEqual(Float64Array.from({ length: 1000 }, (_, at) => at))
})

test('offsets turn a stamp into CLOCK_MONOTONIC and Unix time', () => {
  const clock = virtualClock(5000)
  const offsets = measureClockOffsets(clock, { monotonicMs: () => 123_000 })
  expect(offsets.toMonotonicMs).toBe(118_000)
  expect(offsets.toUnixMs).toBe(Date.UTC(2026, 0, 1) - 5000)
})

test('on the real clock both offsets are known to a fraction of a millisecond', () => {
  const clock = systemClock()
  const offsets = measureClockOffsets(clock)
  // The machine may turn to something else between two looks at its clocks.
  const before = clock.unixMs()
  const now = clock.now() + offsets.toUnixMs
  expect(now).toBeGreaterThan(before - 50)
  expect(now).toBeLessThan(clock.unixMs() + 50)
  expect(offsets.monotonicErrorMs).toBeLessThan(1)
})
