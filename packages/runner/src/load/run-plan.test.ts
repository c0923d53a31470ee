import { expect, test, vi } from 'vitest'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { aPlan, aRequest, endless, measured, requestsFrom } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

const closed = (concurrency: number) => ({ kind: 'closed' as const, concurrency, rampUpSeconds: 0 })

test('workloads run one after the other, each opening the connections its load needs', async () => {
  const one = aPlan({ load: closed(2), requests: 3 })
  const second = { ...(one.workloads[0] as (typeof one.workloads)[0]), name: 'V', load: closed(5), requests: 3 }
  const plan = RunPlan.parse({ ...one, workloads: [one.workloads[0], second] })
  const requests = [...measured(3), ...[0, 1].map((index) => aRequest({ workload: 'V', index }))]

  const { client, result } = await runOnVirtualClock(plan, requestsFrom(requests))

  expect(client.opened).toEqual([2, 3])
  expect(client.sent.map(({ id }) => id)).toEqual(['W-r0-000', 'W-r0-001', 'W-r0-002', 'V-r0-000', 'V-r0-001'])
  expect(result.workloads.map(({ workload, records }) => [workload.name, records])).toEqual([
    ['W', 3],
    ['V', 2],
  ])
})

test('an interruption lets requests in flight finish, starts none, and skips the later workloads', async () => {
  const one = aPlan({ load: closed(2) })
  const plan = {
    ...one,
    workloads: [...one.workloads, { ...(one.workloads[0] as (typeof one.workloads)[0]), name: 'V' }],
  }
  const abort = new AbortController()
  const { records, result } = await runOnVirtualClock(plan, endless(), {
    options: { signal: abort.signal },
    before: (clock) => void clock.setTimer(120, () => abort.abort()),
  })
  expect(records.map(({ endAt, errorClass }) => [endAt, errorClass])).toEqual([
    [50, null],
    [50, null],
    [100, null],
    [100, null],
    [150, null],
    [150, null],
  ])
  expect(result.interrupted).toBe(true)
  expect(result.workloads.map(({ stopReason }) => stopReason)).toEqual(['interrupted', 'not_started'])
})

test('a second interruption cuts off what is in flight, and the records say why', async () => {
  const stop = new AbortController()
  const { records, clock } = await runOnVirtualClock(aPlan({ load: closed(2) }), endless(), {
    latencyMs: () => 60_000,
    options: { stopSignal: stop.signal },
    before: (clock) => void clock.setTimer(120, () => stop.abort()),
  })
  expect(records.map(({ endAt, errorClass, flags }) => [endAt, errorClass, flags])).toEqual([
    [120, 'cancelled_by_run', ['interrupted']],
    [120, 'cancelled_by_run', ['interrupted']],
  ])
  expect(clock.now()).toBeLessThan(61_000)
})

test('a client that never answers a cancellation does not hold up the end', async () => {
  const stop = new AbortController()
  const { records } = await runOnVirtualClock(aPlan({ load: closed(1) }), endless(), {
    latencyMs: () => null,
    options: { stopSignal: stop.signal },
    before: (clock) => void clock.setTimer(100, () => stop.abort()),
  })
  expect(records).toHaveLength(1)
  expect(records[0]).toMatchObject({
    errorClass: 'cancelled_by_run',
    endAt: 5100,
    flags: ['record_lost', 'interrupted'],
  })
})

test('an interruption after the last request was sent changes nothing, unless it cuts something off', async () => {
  const interruptedAt = (latency: number, kind: 'signal' | 'stopSignal') => {
    const abort = new AbortController()
    return runOnVirtualClock(aPlan({ load: closed(2) }), requestsFrom(measured(2)), {
      latencyMs: () => latency,
      options: { [kind]: abort.signal },
      before: (clock) => void clock.setTimer(20, () => abort.abort()),
    })
  }
  expect((await interruptedAt(100, 'signal')).result).toMatchObject({ interrupted: false })
  // Its drain time of two minutes passes first.
  const slow = await interruptedAt(300_000, 'signal')
  expect(slow.result.workloads[0]).toMatchObject({ stopReason: 'interrupted', cancelledByRun: 2, endedAt: 120_020 })
  expect((await interruptedAt(100, 'stopSignal')).result).toMatchObject({ interrupted: true })
})

test('an interruption ends the wait for a target that does not open', async () => {
  const abort = new AbortController()
  const { result, client } = await runOnVirtualClock(aPlan({ load: closed(2) }), endless(), {
    opens: false,
    options: { signal: abort.signal },
    before: (clock) => void clock.setTimer(20, () => abort.abort()),
  })
  expect(result.workloads[0]).toMatchObject({ stopReason: 'not_started', records: 0 })
  expect(client.sent).toEqual([])
})

test('a target that cannot be opened ends the run with its own error', async () => {
  const run = runOnVirtualClock(aPlan({ load: closed(1) }), endless(), { openError: new Error('no such model') })
  await expect(run).rejects.toThrow('no such model')
})

test('failed requests are records; the load goes on', async () => {
  const { records, result } = await runOnVirtualClock(aPlan({ load: closed(1) }), requestsFrom(measured(4)), {
    record: ({ index }) => (index % 2 === 0 ? { errorClass: 'server_error', httpStatus: 500 } : {}),
  })
  expect(records).toHaveLength(4)
  expect(result.workloads[0]).toMatchObject({ failed: 2, stopReason: 'requests' })
})

test('a client that breaks its contract ends the run with an error, after its other records are kept', async () => {
  const kept: string[] = []
  const run = runOnVirtualClock(aPlan({ load: closed(2) }), requestsFrom(measured(6)), {
    reject: ({ index }) => (index === 2 ? new Error('boom') : null),
    options: { journal: { append: (records) => void kept.push(...records.map(({ requestId }) => requestId)) } },
  })
  await expect(run).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('W-r0-002') })
  expect(kept).toContain('W-r0-000')
})

test('a record is in the journal before any observer hears of it', async () => {
  const order: string[] = []
  await runOnVirtualClock(aPlan({ load: closed(3) }), requestsFrom(measured(6)), {
    options: {
      journal: {
        append: async (records) => {
          await Promise.resolve()
          order.push(...records.map(({ requestId }) => `disk ${requestId}`))
        },
      },
      observers: [{ onRecord: ({ requestId }) => void order.push(`reported ${requestId}`) }],
    },
  })
  for (const { requestId } of measured(6)) {
    expect(order.indexOf(`disk ${requestId}`)).toBeGreaterThanOrEqual(0)
    expect(order.indexOf(`reported ${requestId}`)).toBeGreaterThan(order.indexOf(`disk ${requestId}`))
  }
})

test('a journal that cannot write ends the run', async () => {
  const append = vi.fn(() => {
    throw new Error('disk full')
  })
  const run = runOnVirtualClock(aPlan({ load: closed(2) }), endless(), { options: { journal: { append } } })
  await expect(run).rejects.toThrow('disk full')
  expect(append).toHaveBeenCalledTimes(1)
})

test('a source that fails ends the run with its own error', async () => {
  function* broken() {
    yield aRequest({ index: 0 })
    throw new Error('no tokenizer')
  }
  const source = { warmup: () => [], measured: broken }
  await expect(runOnVirtualClock(aPlan({ load: closed(1) }), source)).rejects.toThrow('no tokenizer')
})

test('an observer that throws is noted and the run goes on', async () => {
  const observer = {
    onRecord() {
      throw new Error('bad display')
    },
  }
  const { result, records } = await runOnVirtualClock(aPlan({ load: closed(1) }), requestsFrom(measured(30)), {
    options: { observers: [observer] },
  })
  expect(records).toHaveLength(30)
  expect(result.observerErrors).toHaveLength(20)
})

test('a resumed run sends only what has no record, and its stamps continue the axis', async () => {
  const finished = new Set(['W-r0-000', 'W-r0-002'])
  const resume = {
    finished,
    finishedByWorkload: new Map([['W', 2]]),
    continueAtMs: 1000,
    usedMs: new Map<string, number>(),
    mendedLines: 0,
  }
  const plan = aPlan({ load: closed(1), requests: 4 })
  const { records, result, client } = await runOnVirtualClock(plan, requestsFrom(measured(4)), {
    options: { resume: { plan, ...resume } },
  })
  expect(client.sent.map(({ id }) => id)).toEqual(['W-r0-001', 'W-r0-003'])
  expect(records.map(({ startAt, endAt }) => [startAt, endAt])).toEqual([
    [1000, 1050],
    [1050, 1100],
  ])
  expect(result).toMatchObject({ resumed: true, interrupted: false })
  expect(result.workloads[0]).toMatchObject({ skipped: 2, records: 2 })
  // A stamp of 1000 on the records' axis was taken at 0 on the clock.
  expect(result.clockOffsets.toUnixMs + 1000).toBeCloseTo(Date.UTC(2026, 0, 1), 3)
})

test('time that an interrupted run has used counts against the duration', async () => {
  const plan = aPlan({ load: closed(1), plan: { stop: { durationSeconds: 1 } } })
  const resumedAfter = (ms: number) => {
    const state = { finishedByWorkload: new Map<string, number>(), continueAtMs: ms, mendedLines: 0 }
    const resume = { plan, finished: new Set(['W-r0-000']), usedMs: new Map([['W', ms]]), ...state }
    return runOnVirtualClock(plan, endless(), { latencyMs: () => 100, options: { resume } })
  }
  expect((await resumedAfter(700)).client.sent).toHaveLength(3)
  const over = await resumedAfter(1000)
  expect(over.client.sent).toEqual([])
  expect(over.result).toMatchObject({ interrupted: false, workloads: [{ stopReason: 'duration', records: 0 }] })
})

test('a calibration is held against the concurrency that was reached, where the transport is the same', async () => {
  const step = {
    tokens: 9,
    errorP50Ms: 0,
    errorMaxMs: 1,
    firstTokenErrorP99Ms: 1,
    readLatenessP99Ms: null,
    failedRequests: 0,
    cpuShare: 0,
    attempts: 1,
  }
  const calibration = {
    schemaVersion: 1 as const,
    measuredAt: '',
    fingerprint: 'x',
    machine: { cpu: '', cores: 1, kernel: '', runtime: '' },
    transport: 'raw',
    workers: 1,
    regime: 'aligned' as const,
    limitMs: 1,
    steps: [
      { ...step, streams: 2, tokensPerSecond: 50, errorP99Ms: 0.3, withinLimit: true },
      { ...step, streams: 4, tokensPerSecond: 50, errorP99Ms: 1.7, withinLimit: false },
    ],
    highest: { streams: 2, tokensPerSecond: 50 },
  }
  const overheadAt = async (concurrency: number, transport: string) => {
    const plan = aPlan({ load: closed(concurrency) })
    const { result } = await runOnVirtualClock(plan, requestsFrom(measured(8)), { transport, options: { calibration } })
    return result.workloads[0]?.clientOverhead
  }
  expect(await overheadAt(2, 'raw')).toMatchObject({ calibrationErrorP99Ms: 0.3, clientSaturated: false })
  expect(await overheadAt(4, 'raw')).toMatchObject({ calibrationErrorP99Ms: 1.7, clientSaturated: true })
  expect(await overheadAt(3, 'raw')).toMatchObject({ calibrationErrorP99Ms: null, clientSaturated: false })
  expect(await overheadAt(4, 'undici')).toMatchObject({ calibrationErrorP99Ms: null, clientSaturated: false })
})
