import { LoadPlan, type PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { arrivalTimes } from '@sagellm-benchmark/protocol-types/loads'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { expect, test } from 'vitest'
import { aPlan, measured, requestsFrom } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'
import { requestsByRound } from './requests-by-round.js'

const users = (wish: object = {}) => LoadPlan.parse({ kind: 'user', users: 2, thinkSeconds: 1, ...wish })

test('each user sends the next request when the reply has come and the thinking is over', async () => {
  const latencies = [50, 200, 50, 50]
  const { client, records } = await runOnVirtualClock(
    aPlan({ load: users({ think: 'constant' }) }),
    requestsFrom(measured(4)),
    { latencyMs: ({ index }) => latencies[index] as number },
  )
  expect(client.sent.map(({ at }) => at)).toEqual([0, 0, 1050, 1200])
  // Thinking is no waiting: nothing of it is in a record.
  expect(records.every(({ scheduledAt, startAt }) => scheduledAt === startAt)).toBe(true)
})

test('how long a user thinks hangs on the request before, so that a resumed run goes on with the same pauses', async () => {
  const plan = aPlan({ load: users({ users: 1 }) })
  const { records } = await runOnVirtualClock(plan, requestsFrom(measured(5)))
  const pauses = records.slice(1).map(({ startAt }, at) => startAt - Number(records[at]?.endAt))
  const expected = records.slice(0, 4).map(({ requestId }) => {
    const draw = createRandom(deriveSeed(plan.seed, 'pause', requestId)).uniform()
    return -Math.log(1 - draw) * 1000
  })
  expect(pauses).toEqual(expected.map((pause) => expect.closeTo(pause, 6)))

  const rest: PlannedRequest[] = measured(5).slice(2)
  const resumed = await runOnVirtualClock(plan, requestsFrom(rest))
  const [third, fourth] = resumed.records
  expect(Number(fourth?.startAt) - Number(third?.endAt)).toBeCloseTo(expected[2] as number, 6)
})

test('a ramp is sent at its own times, and the next round begins a gap after it', async () => {
  const load = LoadPlan.parse({ kind: 'ramp', startRps: 1, endRps: 9, rampSeconds: 2, arrivals: 'constant' })
  const plan = aPlan({ load, requests: 10, plan: { rounds: 2, warmup: { requests: 0 } } })
  const { planRequests } = await import('@sagellm-benchmark/workloads')
  const requests = requestsByRound(plan, (part) => planRequests(plan, part))
  const { client, records } = await runOnVirtualClock(plan, requests, { latencyMs: () => 700 })

  const times: number[] = []
  for (const time of arrivalTimes(load, { seed: 0 })) if (times.push(time as number) === 10) break
  const last = times.at(-1) as number
  const second = times.map((time) => last + last / 9 + time)
  expect(client.sent.map(({ at }) => at)).toEqual([...times, ...second].map((time) => expect.closeTo(time, 6)))
  expect(records.every(({ scheduledAt, startAt }) => startAt >= scheduledAt)).toBe(true)
})
