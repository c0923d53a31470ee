import type { LoadPlan, PlannedRequest, RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestsFrom } from '../load/request-source.js'
import { aPlan } from '../testing/planned-requests.js'
import { plannedSessions, type TurnSketch } from '../testing/planned-sessions.js'
import { runOnVirtualClock, type VirtualRunOptions } from '../testing/run-on-virtual-clock.js'

const closed = (concurrency: number): LoadPlan => ({ kind: 'closed', concurrency, rampUpSeconds: 0 })
const chain = (count: number, waitMs = 0): TurnSketch[] =>
  Array.from({ length: count }, (_, at) => ({
    turnId: String(at),
    ...(at === 0 ? {} : { after: [String(at - 1)], continues: String(at - 1), waitMs }),
  }))
const fanOut: TurnSketch[] = [
  { turnId: 'plan' },
  { turnId: 'a', after: ['plan'] },
  { turnId: 'b', after: ['plan'] },
  { turnId: 'join', after: ['plan', 'a', 'b'], continues: 'plan', answersOf: ['a', 'b'] },
]

type Running = VirtualRunOptions & {
  readonly load?: LoadPlan
  readonly plan?: Parameters<typeof aPlan>[0]['plan']
  readonly dueAtMs?: (session: number) => number | null
}

async function run(
  sessions: readonly (readonly TurnSketch[])[],
  { load = closed(1), plan = {}, dueAtMs, ...rest }: Running = {},
) {
  const requests = plannedSessions(sessions, dueAtMs)
  const base = aPlan({ load, requests: requests.length, plan })
  const [workload] = base.workloads as [RunPlan['workloads'][number]]
  const sent = new Map<string, PlannedRequest>()
  const record = (planned: PlannedRequest): Partial<RequestRecord> => {
    sent.set(planned.requestId, planned)
    return {
      session: planned.session as RequestRecord['session'],
      outputText: `answer to ${planned.session?.turnId}`,
      ...rest.record?.(planned),
    }
  }
  const whole = { ...base, workloads: [{ ...workload, sessions: sessions.length }] }
  return { ...(await runOnVirtualClock(whole, requestsFrom(requests), { ...rest, record })), sent }
}

const idsOf = (records: readonly RequestRecord[]) => records.map(({ requestId }) => requestId.slice(-3))
const contentOf = (planned: PlannedRequest | undefined) =>
  planned?.request.input.kind === 'messages'
    ? planned.request.input.messages.map((each) => `${each.role}: ${each.content}`)
    : []

test('each turn carries the conversation before it, with the answers of the server', async () => {
  const { sent, records } = await run([chain(3)])
  expect(contentOf(sent.get('W-r0-002'))).toEqual([
    'user: 0',
    'assistant: answer to 0',
    'user: 1',
    'assistant: answer to 1',
    'user: 2',
  ])
  // A run that keeps no texts has none in its records, although the sender has read them.
  expect(records.slice(0, 2).map(({ outputText }) => outputText)).toEqual([null, null])
})

test('turns that wait for one are sent side by side, and a join reads what they found', async () => {
  const { client, sent } = await run([fanOut], { latencyMs: ({ session }) => (session?.turnId === 'b' ? 90 : 50) })
  expect(client.sent.map(({ at, inFlight }) => [at - (client.sent[0]?.at ?? 0), inFlight])).toEqual([
    [0, 1],
    [50, 1],
    [50, 2],
    [140, 1],
  ])
  expect(contentOf(sent.get('W-r0-003'))).toEqual([
    'user: plan',
    'assistant: answer to plan',
    'user: answer to a\n\nanswer to b\n\njoin',
  ])
})

test('a turn is due its wait after the end of what it waits for, and its place of the load rests meanwhile', async () => {
  const { records, client } = await run([chain(2, 1000), chain(1)])
  expect(idsOf(records)).toEqual(['000', '001', '002'])
  const [first, second, other] = client.sent
  expect([second?.at, other?.at].map((at) => (at ?? 0) - (first?.at ?? 0))).toEqual([1050, 1100])
  expect((records[1]?.scheduledAt ?? 0) - (records[0]?.endAt ?? 0)).toBe(1000)
})

test('concurrency counts sessions: as many are under way, whatever each has in flight', async () => {
  const { client } = await run([chain(3), chain(3), chain(3), chain(3)], { load: closed(2) })
  expect(Math.max(...client.sent.map(({ inFlight }) => inFlight))).toBe(2)
  const order = client.sent.map(({ id }) => Math.floor(Number(id.slice(-3)) / 3))
  expect(order).toEqual([0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3])
})

test('a rate counts sessions: each begins at its time, and its turns follow', async () => {
  const load = { kind: 'constant', rateRps: 10, maxConcurrency: null, rampUpSeconds: 0 } as const
  const { client, result } = await run([chain(2), chain(2)], { load, dueAtMs: (session) => session * 100 })
  const times = client.sent.map(({ id, at }) => [id.slice(-3), at - (client.sent[0]?.at ?? 0)])
  expect(times).toEqual([
    ['000', 0],
    ['001', 50],
    ['002', 100],
    ['003', 150],
  ])
  expect(result.workloads[0]?.stopReason).toBe('requests')
})

test('a turn that fails ends its session; the next one begins', async () => {
  const record = ({ requestId }: PlannedRequest) =>
    requestId.endsWith('001') ? { errorClass: 'server_error' as const } : {}
  const { records, result } = await run([chain(4), chain(2)], { record })
  expect(idsOf(records)).toEqual(['000', '001', '004', '005'])
  expect(result.workloads[0]).toMatchObject({ failed: 1, stopReason: 'requests' })
})

test('the end of the time cuts a session that thinks, and the run says so', async () => {
  const { records, result } = await run([chain(3, 10_000)], { plan: { stop: { durationSeconds: 5 } } })
  expect(records).toHaveLength(1)
  expect(result.workloads[0]?.stopReason).toBe('duration')
})

test('an interruption cuts a session that thinks, also when every session has begun', async () => {
  const controller = new AbortController()
  const { records, result } = await run([chain(3, 10_000)], {
    options: { signal: controller.signal },
    before: (clock) => void clock.setTimer(5000, () => controller.abort()),
  })
  expect(records).toHaveLength(1)
  expect(result.interrupted).toBe(true)
})

const session = fc
  .array(fc.record({ links: fc.array(fc.nat(), { maxLength: 3 }), waitMs: fc.constantFrom(0, 0, 30, 700) }), {
    minLength: 1,
    maxLength: 7,
  })
  .map((turns) =>
    turns.map(({ links, waitMs }, at): TurnSketch => {
      const after = at === 0 ? [] : [...new Set(links.map((link) => String(link % at)))]
      const [continues = null, ...answersOf] = after
      return { turnId: String(at), after, continues, answersOf, waitMs }
    }),
  )
const load = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map(closed),
  fc.integer({ min: 1, max: 4 }).map((size): LoadPlan => ({ kind: 'batch', size })),
  fc
    .option(fc.integer({ min: 1, max: 3 }))
    .map((maxConcurrency): LoadPlan => ({ kind: 'constant', rateRps: 20, maxConcurrency, rampUpSeconds: 0 })),
  fc
    .integer({ min: 1, max: 3 })
    .map((users): LoadPlan => ({ kind: 'user', users, thinkSeconds: 1, think: 'constant', rampUpSeconds: 0 })),
)
const world = fc.record({
  sessions: fc.array(session, { minLength: 1, maxLength: 8 }),
  load,
  failing: fc.array(fc.nat(55), { maxLength: 5 }),
  latency: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 5 }),
  stopAfterMs: fc.option(fc.integer({ min: 0, max: 3000 })),
  durationSeconds: fc.option(fc.constantFrom(0.2, 1, 3), { nil: null }),
})

test('no graph, concurrency, failure or cancellation keeps a run from its end; each turn comes after all that it waits for', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ sessions, load: kind, failing, latency, stopAfterMs, durationSeconds }) => {
      const controller = new AbortController()
      const { records, client, result } = await run(sessions, {
        load: kind,
        dueAtMs: (number) => (kind.kind === 'constant' ? number * 50 : null),
        plan: { stop: { durationSeconds, drainSeconds: 1 } },
        latencyMs: ({ index }) => latency[index % latency.length] ?? 0,
        record: ({ index }) => (failing.includes(index) ? { errorClass: 'server_error' } : {}),
        options: { signal: controller.signal },
        before: (clock) => void (stopAfterMs === null ? 0 : clock.setTimer(stopAfterMs, () => controller.abort())),
      })
      expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(records.length)
      expect(client.sent.every(({ endedAt }) => endedAt !== null)).toBe(true)
      const ended = new Map(records.map((each) => [`${each.session?.session}/${each.session?.turnId}`, each]))
      for (const each of records) {
        for (const id of each.session?.after ?? []) {
          const before = ended.get(`${each.session?.session}/${id}`)
          expect(before?.errorClass).toBe(null)
          expect(each.startAt).toBeGreaterThanOrEqual((before?.endAt ?? Number.NaN) + (each.session?.waitMs ?? 0))
        }
      }
      const whole = stopAfterMs === null && durationSeconds === null
      if (whole) expect(result.workloads[0]?.stopReason).toBe('requests')
      if (whole && failing.length === 0) expect(records).toHaveLength(sessions.flat().length)
    }),
    { numRuns: 60 },
  )
})
