import { RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { expect, test } from 'vitest'
import { connectionsAhead } from './connections-ahead.js'

type Wish = { load: object; requests?: number; ahead?: number | null; stop?: RunPlanInput['stop']; rounds?: number }

function ahead({ load, requests = 100, ahead = null, stop = {}, rounds = 1 }: Wish): number {
  const plan = RunPlan.parse({
    target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', connectionsAhead: ahead },
    workloads: [{ name: 'w', source: 'short_qa', promptTokens: 1, outputTokens: 1, requests, load }],
    stop,
    rounds,
  })
  const workload = plan.workloads[0] as (typeof plan.workloads)[0]
  return connectionsAhead(plan, { workload, loadKind: loadKindOf(workload.load) })
}

test('a closed loop opens one for each stream, but never more than it has requests', () => {
  expect(ahead({ load: { kind: 'closed', concurrency: 8 } })).toBe(8)
  expect(ahead({ load: { kind: 'closed', concurrency: 100_000 }, requests: 3 })).toBe(3)
  expect(ahead({ load: { kind: 'closed', concurrency: 8 }, requests: 3, rounds: 2 })).toBe(6)
})

test('a load that its time ends is not limited by a number of requests', () => {
  const stop = { durationSeconds: 10, byRequests: false }
  expect(ahead({ load: { kind: 'closed', concurrency: 8 }, requests: 3, stop })).toBe(8)
})

test('an open loop opens few', () => {
  expect(ahead({ load: { kind: 'poisson', rateRps: 1000 }, requests: 5000 })).toBeLessThanOrEqual(8)
})

test('a number that the plan names is held within requests and places', () => {
  expect(ahead({ load: { kind: 'poisson', rateRps: 1 }, ahead: 40 })).toBe(40)
  expect(ahead({ load: { kind: 'closed', concurrency: 8 }, ahead: 40 })).toBe(8)
  expect(ahead({ load: { kind: 'closed', concurrency: 8 }, ahead: 0 })).toBe(0)
  expect(ahead({ load: { kind: 'poisson', rateRps: 1 }, requests: 5, ahead: 40 })).toBe(5)
})
