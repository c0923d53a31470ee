import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aPlan, aRequest, endless, measured, requestsFrom, warmups } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

const poisson = (maxConcurrency: number | null = null) => ({
  kind: 'poisson' as const,
  rateRps: 100,
  maxConcurrency,
  rampUpSeconds: 0,
})

test('open-loop requests start exactly at their times, however slow the replies', async () => {
  const due = [0, 3.5, 3.5, 10, 250]
  const { client, records } = await runOnVirtualClock(
    aPlan({ load: poisson() }),
    requestsFrom(measured(5, (index) => due[index] as number)),
    { latencyMs: () => 5_000 },
  )
  expect(client.sent.map(({ at }) => at)).toEqual(due)
  expect(records.map(({ scheduledAt, startAt }) => startAt - scheduledAt)).toEqual([0, 0, 0, 0, 0])
})

test('no request starts early and none passes the cap, for any schedule and any latencies', async () => {
  const schedule = fc.array(fc.record({ gap: fc.nat(40), latency: fc.nat(120) }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(schedule, fc.integer({ min: 1, max: 4 }), async (steps, cap) => {
      let at = 0
      const due = steps.map(({ gap }) => (at += gap))
      const { client, records } = await runOnVirtualClock(
        aPlan({ load: poisson(cap) }),
        requestsFrom(measured(steps.length, (index) => due[index] as number)),
        { latencyMs: ({ index }) => steps[index]?.latency ?? 0 },
      )
      expect(client.sent.map(({ id }) => id)).toEqual(measured(steps.length).map(({ requestId }) => requestId))
      expect(client.sent.every(({ inFlight }) => inFlight <= cap)).toBe(true)
      for (const record of records) expect(record.startAt).toBeGreaterThanOrEqual(record.scheduledAt)
    }),
    { numRuns: 25 },
  )
})

test('a request that waited for the cap keeps its scheduled time and says so', async () => {
  const { records, result } = await runOnVirtualClock(
    aPlan({ load: poisson(1) }),
    requestsFrom(measured(2, (index) => index * 10)),
    { latencyMs: () => 100 },
  )
  expect(records[1]).toMatchObject({ scheduledAt: 10, startAt: 100, flags: ['waited_for_slot'] })
  // The wait is the plan's wish: the generator itself was on time.
  expect(result.workloads[0]?.clientOverhead).toMatchObject({ scheduleLatenessP99Ms: 0, clientSaturated: false })
})

test('a request that was due while others waited for the cap waited behind them, and the generator was on time', async () => {
  // Two places, free at the same instant: the third waits for the cap, the fourth only for the third.
  const { records, result } = await runOnVirtualClock(
    aPlan({ load: poisson(2) }),
    requestsFrom(measured(4, (index) => [0, 0, 10, 20][index] as number)),
    { latencyMs: () => 500 },
  )
  expect(records.map(({ startAt }) => startAt)).toEqual([0, 0, 500, 500])
  expect(records.map(({ flags }) => flags)).toEqual([[], [], ['waited_for_slot'], ['waited_for_slot']])
  expect(result.workloads[0]?.clientOverhead).toMatchObject({ scheduleLatenessP99Ms: 0, clientSaturated: false })
})

test('open-loop warm-up is the head of one schedule', async () => {
  const { client, result } = await runOnVirtualClock(
    aPlan({ load: poisson(), plan: { warmup: { requests: 2 } } }),
    requestsFrom([...warmups(2, (index) => index * 10), ...measured(2, (index) => 20 + index * 10)]),
    { latencyMs: () => 300 },
  )
  expect(client.sent.map(({ at }) => at)).toEqual([0, 10, 20, 30])
  expect(result.workloads[0]?.measuredFrom).toBe(20)
})

test('a duration ends an open loop before the first arrival outside of it', async () => {
  const { client, result } = await runOnVirtualClock(
    aPlan({ load: poisson(), plan: { stop: { durationSeconds: 0.1 } } }),
    endless((index) => index * 30),
  )
  expect(client.sent.map(({ at }) => at)).toEqual([0, 30, 60, 90])
  expect(result.workloads[0]?.stopReason).toBe('duration')
})

test("the drain rule cancel cuts off what is in flight at the end of the time, as the run's own doing", async () => {
  const { records, clock } = await runOnVirtualClock(
    aPlan({ load: poisson(), plan: { stop: { durationSeconds: 0.1, drain: 'cancel' } } }),
    endless((index) => index * 30),
    { latencyMs: () => 50 },
  )
  expect(records.map(({ errorClass, endAt }) => [errorClass, endAt])).toEqual([
    [null, 50],
    [null, 80],
    ['cancelled_by_run', 100],
    ['cancelled_by_run', 100],
  ])
  expect(records.every(({ flags }) => flags.length === 0)).toBe(true)
  expect(clock.now()).toBeLessThan(70_000)
})

test('the drain rule wait gives requests in flight their drain time and no more', async () => {
  const { records } = await runOnVirtualClock(
    aPlan({ load: poisson(), plan: { stop: { durationSeconds: 0.1, drain: 'wait', drainSeconds: 1 } } }),
    endless((index) => index * 50),
    { latencyMs: ({ index }) => (index === 0 ? 900 : 9_000) },
  )
  expect(records.map(({ errorClass, endAt }) => [errorClass, endAt])).toEqual([
    [null, 900],
    ['cancelled_by_run', 1100],
  ])
})

test('an open-loop request without a due time is a mistake of its source', async () => {
  const run = runOnVirtualClock(aPlan({ load: poisson() }), requestsFrom([aRequest()]))
  await expect(run).rejects.toMatchObject({ code: 'invalid_argument' })
})
