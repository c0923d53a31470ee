import { expect, test } from 'vitest'
import { aPlan, endless, measured, requestsFrom, warmups } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

const closed = (concurrency: number, rampUpSeconds = 0) => ({ kind: 'closed' as const, concurrency, rampUpSeconds })

test('a closed loop keeps its concurrency and refills each slot at the instant of the reply', async () => {
  const latencies = [30, 50, 20, 40, 10]
  const { client } = await runOnVirtualClock(aPlan({ load: closed(2) }), requestsFrom(measured(5)), {
    latencyMs: ({ index }) => latencies[index] as number,
  })
  // Slot one: 0 -> 30 -> 50 -> ...; slot two: 0 -> 50 -> ...: computed by hand.
  expect(client.sent.map(({ at }) => at)).toEqual([0, 0, 30, 50, 50])
  expect(Math.max(...client.sent.map(({ inFlight }) => inFlight))).toBe(2)
})

test('every request of a closed loop gets one record, and schedule and start agree', async () => {
  const { records, result } = await runOnVirtualClock(aPlan({ load: closed(3) }), requestsFrom(measured(10)))
  expect(records.map(({ requestId }) => requestId).sort()).toEqual(measured(10).map(({ requestId }) => requestId))
  expect(records.every(({ scheduledAt, startAt }) => scheduledAt === startAt)).toBe(true)
  expect(result.workloads[0]).toMatchObject({ stopReason: 'requests', records: 10, failed: 0, peakInFlight: 3 })
})

test('a ramp opens the places of a closed loop one after the other', async () => {
  const { client } = await runOnVirtualClock(aPlan({ load: closed(4, 2) }), requestsFrom(measured(4)), {
    latencyMs: () => 10_000,
  })
  expect(client.sent.map(({ at }) => at)).toEqual([0, 500, 1000, 1500])
})

test('a run whose requests end before its ramp does not wait for the ramp', async () => {
  const { clock } = await runOnVirtualClock(aPlan({ load: closed(100, 1000) }), requestsFrom(measured(2)))
  expect(clock.now()).toBeLessThan(70_000)
})

test('warm-up by requests flows into the measured phase without a drain', async () => {
  const { client, result } = await runOnVirtualClock(
    aPlan({ load: closed(2), plan: { warmup: { requests: 3 } } }),
    requestsFrom([...warmups(3), ...measured(4)]),
    { latencyMs: ({ phase, index }) => (phase === 'warmup' && index === 1 ? 500 : 50) },
  )
  const order = client.sent.map(({ id, at }) => `${id}@${at}`)
  // Warm-up 1 is still in flight until 500 while measured requests are being sent.
  expect(order.slice(0, 4)).toEqual(['W-warmup-000@0', 'W-warmup-001@0', 'W-warmup-002@50', 'W-r0-000@100'])
  expect(result.workloads[0]?.measuredFrom).toBe(100)
})

test('warm-up by seconds takes as many requests as fit and then measures', async () => {
  const { client } = await runOnVirtualClock(
    aPlan({ load: closed(1), plan: { warmup: { seconds: 0.2 }, stop: { durationSeconds: 0.3 } } }),
    endless(),
  )
  expect(client.sent.filter(({ id }) => id.includes('warmup')).map(({ at }) => at)).toEqual([0, 50, 100, 150])
  expect(client.sent.find(({ id }) => id.includes('r0'))?.at).toBe(200)
})

test('a duration counts from the first measured request, and nothing starts after it', async () => {
  const { client, result, records } = await runOnVirtualClock(
    aPlan({ load: closed(2), plan: { warmup: { requests: 2 }, stop: { durationSeconds: 0.5 } } }),
    endless(),
    { latencyMs: ({ phase }) => (phase === 'warmup' ? 100 : 70) },
  )
  expect(result.workloads[0]?.stopReason).toBe('duration')
  const first = result.workloads[0]?.measuredFrom as number
  expect(client.sent.every(({ at }) => at < first + 500)).toBe(true)
  expect(records.every(({ errorClass }) => errorClass === null)).toBe(true)
})
