import type { LoadPlan, PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { aPlan, aRequest } from '../testing/planned-requests.js'
import { type RequestPart, requestsByRound } from './requests-by-round.js'

/** Builds parts as the workloads package does: rounds count from 0; in rate-driven load round 0 goes on after the warm-up. */
function builder(load: LoadPlan, warmup: number, requests: number) {
  return function* build(part: RequestPart): Generator<PlannedRequest> {
    const flows = load.kind === 'constant' && part.phase === 'measured' && part.round === 0
    const skip = flows ? warmup : 0
    const count = part.count ?? (part.phase === 'warmup' ? warmup : requests)
    for (let index = 0; index < count; index += 1) {
      if (part.share && index % part.share.count !== part.share.index) continue
      const dueAtMs =
        load.kind === 'constant'
          ? (skip + index) * 100
          : load.kind === 'trace'
            ? (load.arrivalsMs[index] ?? null)
            : null
      yield aRequest({ phase: part.phase, round: part.round, index, dueAtMs })
    }
  }
}

async function dueTimes(requests: Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>, limit = 50) {
  const due: (number | null)[] = []
  for await (const { dueAtMs } of requests) {
    due.push(dueAtMs)
    if (due.length === limit) break
  }
  return due
}

const constant: LoadPlan = { kind: 'constant', rateRps: 10, maxConcurrency: null, rampUpSeconds: 0 }

test('rounds of a constant rate follow each other in its step', async () => {
  const plan = aPlan({ load: constant, requests: 3, rounds: 3, plan: { warmup: { requests: 2 } } })
  const source = requestsByRound(plan, builder(constant, 2, 3))
  const workload = plan.workloads[0] as (typeof plan.workloads)[0]
  expect(await dueTimes(source.warmup(workload))).toEqual([0, 100])
  expect(await dueTimes(source.measured(workload))).toEqual([200, 300, 400, 500, 600, 700, 800, 900, 1000])
})

test('a trace replays after its warm-up and after each round, its mean gap between', async () => {
  const load: LoadPlan = { kind: 'trace', arrivalsMs: [0, 7, 14, 21], timeScale: 1, maxConcurrency: null }
  const plan = aPlan({ load, requests: 4, rounds: 2, plan: { warmup: { requests: 2 } } })
  const source = requestsByRound(plan, builder(load, 2, 4))
  const workload = plan.workloads[0] as (typeof plan.workloads)[0]
  expect(await dueTimes(source.measured(workload))).toEqual([14, 21, 28, 35, 42, 49, 56, 63])
})

test('an arrival that is days from the others delays no round by more than ten seconds', async () => {
  const load: LoadPlan = { kind: 'trace', arrivalsMs: [0, 2e9], timeScale: 1, maxConcurrency: null }
  const plan = aPlan({ load, requests: 2, rounds: 2, plan: { warmup: { requests: 1 } } })
  const source = requestsByRound(plan, builder(load, 1, 2))
  const workload = plan.workloads[0] as (typeof plan.workloads)[0]
  expect(await dueTimes(source.measured(workload))).toEqual([10_000, 2e9 + 10_000, 2e9 + 20_000, 4e9 + 20_000])
})

test('the shares of all workers together are the whole, at the same times', async () => {
  const plan = aPlan({ load: constant, requests: 5, rounds: 2 })
  const workload = plan.workloads[0] as (typeof plan.workloads)[0]
  const build = builder(constant, 0, 5)
  const whole = await dueTimes(requestsByRound(plan, build).measured(workload))
  const shares = await Promise.all(
    [0, 1, 2].map((index) => dueTimes(requestsByRound(plan, build, { share: { index, count: 3 } }).measured(workload))),
  )
  expect(shares.flat().sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(whole)
})

test('warm-up by seconds of a closed loop never runs out', async () => {
  const load: LoadPlan = { kind: 'closed', concurrency: 2, rampUpSeconds: 0 }
  const plan = aPlan({ load, plan: { warmup: { requests: 1, seconds: 5 } } })
  const source = requestsByRound(plan, builder(load, 1, 10))
  expect(await dueTimes(source.warmup(plan.workloads[0] as (typeof plan.workloads)[0]))).toHaveLength(50)
})

test('where only time ends a run, its schedule is that of a counted run without the end', async () => {
  const counted = aPlan({ load: constant, requests: 3, plan: { warmup: { requests: 2 } } })
  const timed = aPlan({
    load: constant,
    requests: 3,
    rounds: 4,
    plan: { warmup: { requests: 2 }, stop: { durationSeconds: 60, byRequests: false } },
  })
  const measured = (plan: typeof timed) =>
    dueTimes(requestsByRound(plan, builder(constant, 2, 3)).measured(plan.workloads[0] as (typeof plan.workloads)[0]))
  const long = await measured(timed)
  expect(long).toHaveLength(50)
  expect(long.slice(0, 3)).toEqual(await measured(counted))
  expect(long.at(-1)).toBe(200 + 49 * 100)
})

test('a run that neither its requests nor a time would end is refused', () => {
  expect(() => aPlan({ load: constant, plan: { stop: { byRequests: false } } })).toThrow(/duration/)
})
