import { LoadPlan } from '@sagellm-benchmark/protocol-types'
import { arrivalTimes } from '@sagellm-benchmark/protocol-types/loads'
import { expect, test } from 'vitest'
import { aPlan, measured, requestsFrom } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

test.each([
  { kind: 'ramp', startRps: 5, endRps: 50, rampSeconds: 2, curve: 'hyperbolic' },
  { kind: 'steps', steps: [2, 40].map((rps) => ({ rps, seconds: 2 })) },
  { kind: 'bursts', burstRps: 30, burstSeconds: 0.5, idleSeconds: 2 },
  { kind: 'day', meanRps: 10, periodSeconds: 4 },
])('%o is sent at its own times on the virtual clock', async (wish) => {
  const load = LoadPlan.parse(wish)
  const times: number[] = []
  for (const time of arrivalTimes(load, { seed: 5 })) if (times.push(time as number) === 40) break
  const requests = requestsFrom(measured(40, (at) => times[at] as number))
  const { client } = await runOnVirtualClock(aPlan({ load, requests: 40 }), requests)
  expect(client.sent.map(({ at }) => at)).toEqual(times.map((time) => expect.closeTo(time, 6)))
})

test('a request that is cancelled after a time ends then, as no failure, and frees its place', async () => {
  const load = LoadPlan.parse({ kind: 'closed', concurrency: 1 })
  const planned = measured(3).map((each, at) =>
    at === 1 ? { ...each, cancel: { afterMs: 20, afterTokens: null } } : each,
  )
  const { client, records, result } = await runOnVirtualClock(aPlan({ load, requests: 3 }), requestsFrom(planned))
  expect(client.sent.map(({ at }) => at)).toEqual([0, 50, 70])
  expect(records.map(({ errorClass }) => errorClass)).toEqual([null, 'cancelled_by_client', null])
  expect(result.workloads[0]).toMatchObject({ failed: 0, cancelledByRun: 0 })
})
