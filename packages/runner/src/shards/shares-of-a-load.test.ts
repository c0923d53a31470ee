import type { LoadPlan, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { aggregate } from '@sagellm-benchmark/metrics'
import { FromWorker, fromJsonLine, toJsonLine, ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import { shiftRecord } from '@sagellm-benchmark/protocol-types/records'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carriers } from '../testing/carriers.js'
import { driveShares } from '../testing/drive-shares.js'
import { aPlan, aRequest, measured, requestsFrom } from '../testing/planned-requests.js'
import { unknownShare } from '../workers/worker-line.js'

const names = Object.keys(carriers) as (keyof typeof carriers)[]
const poisson: LoadPlan = { kind: 'poisson', rateRps: 500, maxConcurrency: null, rampUpSeconds: 0 }
// Gaps of a golden-ratio sequence: no two are alike, as in a Poisson stream.
const dueAtMs = (index: number) => index * 2 + ((index * 0.618) % 1)

/** When which request was sent and scheduled, from the start of the load on. */
function arrivals(records: readonly RequestRecord[]) {
  const start = Math.min(...records.map(({ scheduledAt }) => scheduledAt))
  return records
    .map(
      ({ requestId, startAt, scheduledAt }) => `${requestId} ${nanos(startAt - start)} ${nanos(scheduledAt - start)}`,
    )
    .sort()
}

/** Whole nanoseconds: a stamp of a thousand seconds has no more digits. */
function nanos(ms: number): number {
  return Math.round(ms * 1e6)
}

/** All figures of a run, on an axis that begins with the load. */
function figures(records: readonly RequestRecord[]) {
  const byId = [...records].sort((a, b) => a.requestId.localeCompare(b.requestId))
  const start = Math.min(...byId.map(({ startAt }) => startAt))
  return aggregate(byId.map((each) => aRecord({ ...each, startAt: each.startAt - start, endAt: each.endAt - start })))
}

/** The same of records of several shards: their stamps were moved by offsets of clocks, and are equal to the nanosecond. */
function figuresOnOneAxis(records: readonly RequestRecord[]) {
  const start = Math.min(...records.map(({ startAt }) => startAt))
  const moved = [...records]
    .sort((a, b) => a.requestId.localeCompare(b.requestId))
    .map((each) => shiftRecord({ ...each, shard: null, flags: [] }, -start))
  const whole = (_name: string, value: unknown) => (typeof value === 'number' ? nanos(value) / 1e6 : value)
  return aggregate(JSON.parse(JSON.stringify(moved, whole)))
}

test.each(names)('what a share came to is the same behind a %s: lateness, odd numbers and all', async (name) => {
  const { line, worker, close } = await (carriers[name] as (typeof carriers)[string])()
  const identity = { ...someIdentity, notices: ['a sentence'] }
  const driven = {
    ...unknownShare,
    startedAt: -0,
    latenessMs: Float64Array.of(-0, 0.1, 1e-300, Number.POSITIVE_INFINITY),
    readLateness: { steps: Uint32Array.of(0, 7), reads: 7, unstamped: 0, maxMs: 0.5, clockErrorMs: 0 },
  }
  try {
    const heard = new Promise((resolve) => line.listen(resolve))
    worker.post({ kind: 'driven', driven, identity })
    expect(await heard).toStrictEqual({ kind: 'driven', driven, identity })
  } finally {
    close()
  }
})

test.each(names)('a load over a %s sends its schedule, and says how late it was', async (carrier) => {
  const requests = requestsFrom(measured(30, dueAtMs))
  const { result, records } = await driveShares(aPlan({ load: poisson, requests: 30 }), requests, {
    shares: 2,
    carrier,
  })
  expect(records).toHaveLength(30)
  const [workload] = result.workloads
  expect(workload).toMatchObject({ stopReason: 'requests', records: 30, failed: 0 })
  // Each of 30 open-loop requests has its lateness: a trip through JSON once lost all of them without a word.
  expect(workload?.clientOverhead.scheduleLatenessP99Ms).toBe(0)
})

test('1, 2, 3 and 7 shares send the same arrivals, and come to the same figures', async () => {
  const run = async (shares: number) => {
    const requests = requestsFrom(measured(42, dueAtMs))
    return driveShares(aPlan({ load: poisson, requests: 42 }), requests, { shares, latencyMs: () => 30 })
  }
  const one = await run(1)
  for (const shares of [2, 3, 7]) {
    const several = await run(shares)
    expect(arrivals(several.records)).toEqual(arrivals(one.records))
    expect(figures(several.records)).toEqual(figures(one.records))
    // Request k goes to share k mod n, and to no other.
    several.clients.forEach(({ sent }, share) => {
      for (const { id } of sent) expect(Number(id.slice(-3)) % shares).toBe(share)
    })
  }
})

test('places of a closed loop are divided, so that as many requests are in flight as were asked for', async () => {
  const run = async (shares: number) => {
    const plan = aPlan({ load: { kind: 'closed', concurrency: 14, rampUpSeconds: 0 }, requests: 42 })
    return driveShares(plan, requestsFrom(measured(42)), { shares, latencyMs: () => 20 })
  }
  const one = await run(1)
  for (const shares of [2, 7]) {
    const several = await run(shares)
    expect(several.clients.map(({ sent }) => Math.max(...sent.map(({ inFlight }) => inFlight)))).toEqual(
      Array(shares).fill(14 / shares),
    )
    expect(figures(several.records)).toEqual(figures(one.records))
  }
  const three = await run(3)
  expect(three.clients.map(({ sent }) => Math.max(...sent.map(({ inFlight }) => inFlight)))).toEqual([5, 5, 4])
})

/** Shards, the threads of each, and a kind of load. */
const layouts = fc.record({
  shards: fc.constantFrom(1, 2, 3, 7),
  // Also different ones: with --load-threads auto each machine has as many as help there.
  threads: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 7, maxLength: 7 }),
  load: fc.constantFrom<LoadPlan>(
    poisson,
    { kind: 'constant', rateRps: 500, maxConcurrency: null, rampUpSeconds: 0 },
    { kind: 'gamma', rateRps: 500, burstiness: 0.5, maxConcurrency: null, rampUpSeconds: 0 },
    { kind: 'closed', concurrency: 42, rampUpSeconds: 0 },
    { kind: 'batch', size: 42 },
  ),
})

test('any number of shards with any number of threads sends the arrivals of one thread, and comes to its figures', async () => {
  const ones = new Map<LoadPlan, Awaited<ReturnType<typeof driveShares>>>()
  const run = (load: LoadPlan, layout: { readonly shares: number; readonly threads?: (shard: number) => number }) => {
    const isOpen = load.kind !== 'closed' && load.kind !== 'batch'
    const requests = requestsFrom(measured(42, isOpen ? dueAtMs : undefined))
    return driveShares(aPlan({ load, requests: 42 }), requests, { ...layout, clocksApartMs: 7, latencyMs: () => 30 })
  }
  await fc.assert(
    fc.asyncProperty(layouts, async ({ shards, threads, load }) => {
      const threadsOf = (shard: number) => threads[shard] as number
      const one = ones.get(load) ?? (await run(load, { shares: 1 }))
      ones.set(load, one)
      const several = await run(load, { shares: shards, threads: threadsOf })
      expect(arrivals(several.records)).toEqual(arrivals(one.records))
      expect(figuresOnOneAxis(several.records)).toEqual(figuresOnOneAxis(one.records))
      // Arrival k goes to shard k mod n, and the j-th of a shard to its thread j mod t.
      const lines = Array.from({ length: shards }, (_, shard) =>
        Array.from({ length: threadsOf(shard) }, (_each, thread) => ({ shard, thread })),
      ).flat()
      several.clients.forEach(({ sent }, line) => {
        for (const { id } of sent) {
          const k = Number(id.slice(-3))
          const shard = k % shards
          expect(lines[line]).toEqual({ shard, thread: Math.floor(k / shards) % threadsOf(shard) })
        }
      })
    }),
    { numRuns: 8 },
  )
})

test('places are divided among shards, and those of a shard among its threads; one without a place has no part', async () => {
  const plan = aPlan({ load: { kind: 'closed', concurrency: 5, rampUpSeconds: 0 }, requests: 30 })
  const layout = { shares: 2, threads: (shard: number) => [4, 2][shard] as number, clocksApartMs: 0 }
  const { clients, records, result } = await driveShares(plan, requestsFrom(measured(30)), layout)
  expect(clients.map(({ sent }) => Math.max(0, ...sent.map(({ inFlight }) => inFlight)))).toEqual([1, 1, 1, 0, 1, 1])
  expect(records).toHaveLength(30)
  const [workload] = result.workloads
  const threadsOf = ({ threads = [] }: ClientOverhead) => threads.map(({ thread }) => thread)
  expect(workload?.generators?.map(({ shard, clientOverhead }) => [shard, threadsOf(clientOverhead)])).toEqual([
    [0, [0, 1, 2]],
    [1, [0, 1]],
  ])
})

test('a lost shard of several threads is one loss, of all that its threads had sent', async () => {
  const { records, result, clients } = await driveShares(
    aPlan({ load: poisson, requests: 90 }),
    requestsFrom(measured(90, dueAtMs)),
    {
      ...{ shares: 2, threads: () => 3, clocksApartMs: 0, latencyMs: () => 30 },
      onStarted: ({ clock, cut }) => void clock.setTimer(100, () => cut(1)),
    },
  )
  const [workload] = result.workloads
  expect(workload?.lost).toHaveLength(1)
  expect(workload?.lost).toMatchObject([{ shard: 1, why: expect.any(String), heardAt: expect.any(Number) }])
  expect(records.filter(({ shard }) => shard?.number === 0)).toHaveLength(45)
  const kept = records.filter(({ shard }) => shard?.number === 1).length
  expect(kept).toBeLessThan(45)
  // Each of its threads had sent a few of which nothing came back, and some may not have been told of.
  expect(workload?.lost?.[0]?.unrecorded).toBeGreaterThanOrEqual(3)
  expect(clients).toHaveLength(6)
})

test('a thread that fails in the middle of the load is the loss of its shard, for that reason; the others go on', async () => {
  const requests = measured(40, dueAtMs)
  const broken = requests[23]?.requestId
  const { records, result } = await driveShares(aPlan({ load: poisson, requests: 40 }), requestsFrom(requests), {
    ...{ shares: 2, threads: () => 2, clocksApartMs: 0, latencyMs: () => 10 },
    reject: ({ requestId }) => (requestId === broken ? new Error('out of memory') : null),
  })
  const [workload] = result.workloads
  // Arrival 23 is the eleventh of shard 1, counted from 0.
  expect(workload?.lost).toMatchObject([
    { shard: 1, why: expect.stringMatching(/^its thread 1 failed: .*out of memory/) },
  ])
  expect(workload?.stopReason).toBe('requests')
  expect(records.filter(({ shard }) => shard?.number === 0)).toHaveLength(20)
  expect(records.filter(({ shard }) => shard?.number === 1).length).toBeLessThan(20)
})

test('machines whose clocks are 1,000 s apart send the same arrivals, on one axis', async () => {
  const run = async (shares: number, options: { readonly clocksApartMs?: number } = {}) => {
    const requests = requestsFrom(measured(42, dueAtMs))
    return driveShares(aPlan({ load: poisson, requests: 42 }), requests, { shares, latencyMs: () => 30, ...options })
  }
  const one = await run(1)
  const three = await run(3, { clocksApartMs: 1_000_000 })
  expect(arrivals(three.records)).toEqual(arrivals(one.records))
  for (const { shard, requestId } of three.records)
    expect(shard).toEqual({ number: Number(requestId.slice(-3)) % 3, clockErrorMs: expect.any(Number) })
  expect(three.result.workloads[0]?.generators?.map(({ shard }) => shard)).toEqual([0, 1, 2])
})

test('records that shards keep themselves are, stamp for stamp, those that shard 0 would have gathered', async () => {
  const run = async (keeping: 'gathered' | 'local') => {
    const requests = requestsFrom(measured(42, dueAtMs))
    const load = { shares: 3, clocksApartMs: 1_000_000, latencyMs: () => 30, keeping }
    return driveShares(aPlan({ load: poisson, requests: 42 }), requests, load)
  }
  const gathered = await run('gathered')
  const local = await run('local')
  expect(local.kept.map((each) => each.length)).toEqual([14, 14, 14])
  expect(gathered.kept.flat()).toEqual([])
  const kept = local.kept.flat()
  expect(arrivals(kept)).toEqual(arrivals(gathered.records))
  expect(figures(kept)).toEqual(figures(gathered.records))
  local.kept.forEach((own, number) => {
    for (const { shard, tokenAt } of own) {
      expect(shard).toEqual({ number, clockErrorMs: expect.any(Number) })
      expect(tokenAt.length).toBeGreaterThan(0)
    }
  })
  // Shard 0 hears of each of them, without what is kept there.
  expect(local.records).toHaveLength(42)
  for (const told of local.records) {
    const own = kept.find(({ requestId }) => requestId === told.requestId)
    expect(told).toEqual({ ...own, tokenAt: [], otherChunkAt: [] })
  }
  const [workload] = local.result.workloads
  expect(workload).toMatchObject({ records: 42, failed: 0 })
  expect(workload?.generators?.map(({ shard }) => shard)).toEqual([0, 1, 2])
})

test('a lost shard ends its own part: its window is named, what it sent is kept, the others go on', async () => {
  const { records, result } = await driveShares(
    aPlan({ load: poisson, requests: 90 }),
    requestsFrom(measured(90, dueAtMs)),
    {
      ...{ shares: 3, clocksApartMs: 0, latencyMs: () => 30 },
      onStarted: ({ clock, cut }) => void clock.setTimer(100, () => cut(1)),
    },
  )
  const [workload] = result.workloads
  expect(workload?.lost).toMatchObject([{ shard: 1, why: expect.any(String), heardAt: expect.any(Number) }])
  const byShard = [0, 1, 2].map((number) => records.filter(({ shard }) => shard?.number === number).length)
  expect(byShard[0]).toBe(30)
  expect(byShard[2]).toBe(30)
  expect(byShard[1]).toBeGreaterThan(0)
  expect(byShard[1]).toBeLessThan(30)
  expect(workload?.records).toBe(records.length)
  // It had sent a few of which nothing came back.
  expect(workload?.lost?.[0]?.unrecorded).toBeGreaterThan(0)
})

test.each([
  ['three threads', { shares: 3 }],
  ['two shards of two and one threads', { shares: 2, threads: (shard: number) => 2 - shard, clocksApartMs: 1_000 }],
])('a batch of %s is released at one moment', async (_name, layout) => {
  const requests = [0, 1].flatMap((round) => [0, 1, 2, 3, 4].map((index) => aRequest({ round, index })))
  const plan = aPlan({ load: { kind: 'batch', size: 5 }, requests: 5, rounds: 2 })
  const { records } = await driveShares(plan, requestsFrom(requests), layout)
  for (const round of [0, 1])
    expect(new Set(records.filter((each) => each.round === round).map(({ startAt }) => nanos(startAt))).size).toBe(1)
})

test('every kind of message comes back from a line as its schema says', () => {
  const [planned] = measured(1, () => 1.5)
  const record = aRecord({ flags: ['retried'] })
  const messages: FromWorker[] = [
    { kind: 'want', phase: 'measured', count: 64 },
    { kind: 'records', records: [record] },
    { kind: 'failed', code: 'unavailable', message: 'gone', hint: null },
  ]
  for (const message of messages) expect(FromWorker.parse(fromJsonLine(toJsonLine(message), 'x'))).toEqual(message)
  const dealt = { kind: 'requests', phase: 'measured', dealt: [{ planned, batch: null, pauseMs: 0 }], last: true }
  expect(ToWorker.parse(fromJsonLine(toJsonLine(dealt), 'x'))).toEqual(dealt)
  expect(FromWorker.safeParse({ kind: 'records', records: [{ ...record, endAt: 'soon' }] }).success).toBe(false)
})

const someIdentity = {
  label: 'fake',
  engine: 'fake',
  model: 'fake-model',
  transport: 'raw',
  stampSource: 'socket_read',
  simulated: true,
  maxModelLen: null,
} as const
