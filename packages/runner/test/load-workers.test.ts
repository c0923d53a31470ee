import {
  LoadPlan,
  type PlannedRequest,
  type RequestRecord,
  type RunPlan,
  systemClock,
} from '@sagellm-benchmark/protocol-types'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import {
  createEndpointClient,
  readTokenizer,
  type RequestSource,
  requestsFrom,
  runPlan,
  type RunPlanOptions,
} from '../src/index.js'
import { startLoadThreads } from '../src/workers/start-load-threads.js'
import { measureStep } from '../src/calibration/measure-step.js'
import { startStreamingServer } from '../src/testing/start-streaming-server.js'
import { aPlan, aRequest, endless, measured, warmups } from '../src/testing/planned-requests.js'

const clientModule = new URL('./programs/worker-client.mjs', import.meta.url).href
const closed = (concurrency: number): LoadPlan => ({ kind: 'closed', concurrency, rampUpSeconds: 0 })

async function run(plan: RunPlan, requests: RequestSource, options: Partial<RunPlanOptions> = {}) {
  const clock = systemClock()
  const workers = await startLoadThreads({ plan, threads: plan.workers, clientModule, apiKey: 'sk-1', clock })
  const records: RequestRecord[] = []
  const sent: string[] = []
  const from = clock.now()
  try {
    const result = await runPlan({
      plan,
      client: workers,
      requests,
      clock,
      observers: [
        {
          onRecord: (record) => void records.push(record),
          onSend: ({ requestId }) => void sent.push(requestId),
        },
      ],
      ...options,
    })
    return { result, records, sent, identity: workers.identity, from, to: clock.now() }
  } finally {
    await workers.close()
  }
}

const threadsOf = (records: readonly RequestRecord[]) => new Set(records.map(({ flags }) => flags[0])).size
const idsOf = (records: readonly { readonly requestId: string }[]) => records.map(({ requestId }) => requestId).sort()

test.each([1, 2, 3])('%i workers send exactly the requests of the plan, on one clock', async (workers) => {
  const requests = [...warmups(4), ...measured(31)]
  const plan = aPlan({ load: closed(4), requests: 31, plan: { workers, warmup: { requests: 4 } } })
  const { records, sent, result, identity, from, to } = await run(plan, requestsFrom(requests))

  expect(idsOf(records)).toEqual(idsOf(requests))
  expect(sent.sort()).toEqual(idsOf(requests))
  expect(threadsOf(records)).toBe(workers)
  expect(result.workloads[0]).toMatchObject({ records: 35, failed: 0, stopReason: 'requests' })
  expect(identity.model).toBe('key sk-1')
  // Stamps of every thread lie on the clock of this one.
  for (const { startAt, endAt } of records) {
    expect(startAt).toBeGreaterThanOrEqual(from)
    expect(endAt).toBeLessThanOrEqual(to)
  }
})

test('the schedule is the same for any number of workers, and nobody starts early', async () => {
  const load: LoadPlan = { kind: 'constant', rateRps: 500, maxConcurrency: null, rampUpSeconds: 0 }
  const requests = measured(40, (index) => index * 2)
  const schedules = await Promise.all(
    [1, 3].map(async (workers) => {
      const { records } = await run(aPlan({ load, requests: 40, plan: { workers } }), requestsFrom(requests))
      for (const { startAt, scheduledAt } of records) expect(startAt).toBeGreaterThanOrEqual(scheduledAt)
      const start = Math.min(...records.map(({ scheduledAt }) => scheduledAt))
      return records.map(({ requestId, scheduledAt }) => `${requestId} ${Math.round(scheduledAt - start)}`).sort()
    }),
  )
  expect(schedules[0]).toEqual(schedules[1])
})

test('a duration ends the schedule at the same arrival for any number of workers', async () => {
  const load: LoadPlan = { kind: 'constant', rateRps: 500, maxConcurrency: null, rampUpSeconds: 0 }
  const stop = { durationSeconds: 0.2, byRequests: false }
  const sent = await Promise.all(
    [1, 3].map(async (workers) => {
      const { records, result } = await run(
        aPlan({ load, plan: { workers, stop } }),
        endless((index) => index * 2),
      )
      expect(result.workloads[0]?.stopReason).toBe('duration')
      return idsOf(records)
    }),
  )
  // 500 a second, for a fifth of one.
  expect(sent[0]).toHaveLength(100)
  expect(sent[1]).toEqual(sent[0])
})

test('tokens are counted alike by any number of workers where the server reports no usage', async () => {
  const server = await startStreamingServer({ tokensPerSecond: 500, usage: false })
  try {
    const tokenizer = fileURLToPath(new URL('../../backend-cpu/models/tiny', import.meta.url))
    const target = { kind: 'endpoint' as const, url: server.url, tokenizer }
    const counts = await Promise.all(
      [1, 2].map(async (workers) => {
        const plan = aPlan({ load: closed(2), requests: 4, plan: { workers, target } })
        const client =
          workers > 1
            ? await startLoadThreads({ plan, threads: workers })
            : createEndpointClient(plan, { tokenizer: await readTokenizer(tokenizer) })
        const records: RequestRecord[] = []
        try {
          const observers = [{ onRecord: (record: RequestRecord) => void records.push(record) }]
          await runPlan({ plan, client, requests: requestsFrom(measured(4)), observers })
        } finally {
          await client.close()
        }
        return records
          .map((each) => [each.requestId, each.tokenCountSource, each.promptTokens, each.outputTokens, each.errorClass])
          .sort()
      }),
    )
    expect(counts[0]?.map(([, source]) => source)).toEqual(Array(4).fill('tokenizer'))
    expect(counts[1]).toEqual(counts[0])
  } finally {
    await server.close()
  }
})

test('a batch over several workers is one batch: nothing of the next starts before all of it has ended', async () => {
  const requests: PlannedRequest[] = [0, 1, 2].flatMap((round) =>
    [0, 1, 2, 3, 4].map((index) => aRequest({ round, index })),
  )
  const plan = aPlan({ load: { kind: 'batch', size: 4 }, requests: 5, rounds: 3, plan: { workers: 2 } })
  const { records } = await run(plan, requestsFrom(requests))

  expect(idsOf(records)).toEqual(idsOf(requests))
  const batches = new Map<string, RequestRecord[]>()
  for (const record of records) {
    const key = `${record.round}-${record.index < 4 ? 'a' : 'b'}`
    batches.set(key, [...(batches.get(key) ?? []), record])
  }
  const ordered = [...batches.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, batch]) => batch)
  expect(ordered.map((batch) => batch.length)).toEqual([4, 1, 4, 1, 4, 1])
  ordered.slice(1).forEach((batch, at) => {
    const before = Math.max(...(ordered[at] ?? []).map(({ endAt }) => endAt))
    expect(Math.min(...batch.map(({ startAt }) => startAt))).toBeGreaterThanOrEqual(before)
  })
})

test('a load with fewer places than workers uses only as many', async () => {
  const plan = aPlan({ load: closed(1), requests: 6, plan: { workers: 3 } })
  const { records } = await run(plan, requestsFrom(measured(6)))
  expect(threadsOf(records)).toBe(1)
})

test('a duration and a warm-up by seconds end with all workers', async () => {
  const plan = aPlan({
    load: closed(4),
    plan: { workers: 2, warmup: { requests: 0, seconds: 0.5 }, stop: { durationSeconds: 0.1 } },
  })
  const { result, records } = await run(plan, endless())
  expect(result.workloads[0]?.stopReason).toBe('duration')
  expect(new Set(records.map(({ phase }) => phase))).toEqual(new Set(['warmup', 'measured']))
})

test('stopping cuts off the requests of every worker and keeps their records', async () => {
  const stop = new AbortController()
  const plan = aPlan({ load: closed(4), plan: { workers: 2, metadata: { latencyMs: '60000' } } })
  const seen: string[] = []
  const journaled: RequestRecord[] = []
  const { result } = await run(plan, endless(), {
    stopSignal: stop.signal,
    observers: [
      {
        onSend({ requestId }) {
          seen.push(requestId)
          if (seen.length === 4) stop.abort()
        },
      },
    ],
    journal: { append: (batch) => void journaled.push(...batch) },
  })
  expect(result.interrupted).toBe(true)
  expect(journaled).toHaveLength(4)
  expect(
    journaled.every(({ errorClass, flags }) => errorClass === 'cancelled_by_run' && flags.includes('interrupted')),
  ).toBe(true)
})

test.each([
  ['open', 'no connection to open'],
  ['thread', 'a load thread failed'],
])('a worker that fails (%s) ends the run with its error', async (breaks, message) => {
  const plan = aPlan({ load: closed(4), plan: { workers: 2, metadata: { breaks, latencyMs: '50' } } })
  await expect(run(plan, endless())).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining(message),
  })
})

test('workers with real clients measure a real connection', async () => {
  const load = { streams: 4, tokensPerSecond: 100 }
  const options = { startServer: startStreamingServer, transport: 'auto', workers: 2, seconds: 0.1 } as const
  const step = await measureStep(load, options)
  expect(step).toMatchObject({ streams: 4, tokens: 36, failedRequests: 0 })
  expect(step.transport).toMatch(/^(kernel|raw)$/)
  expect(step.errorP50Ms).toBeGreaterThan(-0.1)
})

test('a plan for this process cannot be given to load threads', async () => {
  await expect(startLoadThreads({ plan: aPlan({ load: closed(1) }) })).rejects.toMatchObject({
    code: 'invalid_argument',
  })
})

test.each([
  LoadPlan.parse({ kind: 'user', users: 3, thinkSeconds: 0.02 }),
  LoadPlan.parse({ kind: 'ramp', startRps: 50, endRps: 400, rampSeconds: 0.1, maxConcurrency: 3 }),
])('two workers share a load of kind $kind', async (load) => {
  const requests = measured(21, (index) => index * 3)
  const plan = aPlan({ load, requests: 21, plan: { workers: 2, warmup: { requests: 0 } } })
  const { records, result } = await run(plan, requestsFrom(requests))

  expect(idsOf(records)).toEqual(idsOf(requests))
  expect(threadsOf(records)).toBe(2)
  expect(result.workloads[0]).toMatchObject({ failed: 0, stopReason: 'requests' })
  expect(result.workloads[0]?.peakInFlight).toBeLessThanOrEqual(3)
})
