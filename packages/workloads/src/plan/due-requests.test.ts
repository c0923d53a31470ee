import { RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueRequests, type PlanPart, warmupCount } from './due-requests.js'

type Load = RunPlanInput['workloads'][number]['load']

function planOf(load: Load, options: Partial<RunPlanInput> & { requests?: number } = {}): RunPlan {
  const { requests = 20, ...others } = options
  const workload = { name: 'A', source: 'short_qa', promptTokens: 32, outputTokens: 8, requests, load }
  return RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload], rounds: 3, ...others })
}

const due = (plan: RunPlan, part: Partial<PlanPart> = {}) => [
  ...dueRequests(plan, { workload: 'A', phase: 'measured', round: 0, ...part }),
]
const times = (plan: RunPlan, part: Partial<PlanPart> = {}) => due(plan, part).map(({ dueAtMs }) => dueAtMs)

const openLoads: Load[] = [
  { kind: 'constant', rateRps: 10, rampUpSeconds: 4 },
  { kind: 'poisson', rateRps: 10, rampUpSeconds: 4 },
  { kind: 'gamma', rateRps: 10, burstiness: 0.5, rampUpSeconds: 4 },
]
const loads: Load[] = [
  ...openLoads,
  { kind: 'closed', concurrency: 3 },
  { kind: 'batch', size: 4 },
  { kind: 'trace', arrivalsMs: Array.from({ length: 60 }, (_, at) => at * 7) },
]

describe.each(loads.map((load) => [load.kind, load] as const))('%s', (_kind, load) => {
  test('a round has its number of requests, one after the other', () => {
    const requests = due(planOf(load))
    expect(requests.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, at) => at))
  })

  test('any number of workers divide the same schedule between them', () => {
    const parts = fc.record({
      workers: fc.integer({ min: 1, max: 9 }),
      requests: fc.integer({ min: 1, max: 40 }),
      round: fc.integer({ min: 0, max: 2 }),
      phase: fc.constantFrom('warmup' as const, 'measured' as const),
    })
    fc.assert(
      fc.property(parts, ({ workers, requests, round, phase }) => {
        const plan = planOf(load, { requests, warmup: { requests: 3 } })
        const shares = Array.from({ length: workers }, (_, index) =>
          due(plan, { round, phase, share: { index, count: workers } }),
        )
        const together = shares.flat().sort((a, b) => a.index - b.index)
        expect(together).toEqual(due(plan, { round, phase }))
      }),
      { numRuns: 30 },
    )
  })

  test('a seed repeats the schedule, whatever was asked for before', () => {
    const plan = planOf(load)
    const later = times(plan, { round: 2 })
    times(plan, { phase: 'warmup' })
    expect(times(plan, { round: 2 })).toEqual(later)
  })
})

describe.each(openLoads.map((load) => [load.kind, load] as const))('open loop, %s', (_kind, load) => {
  test('the measured requests of the first round follow the warm-up without a gap or a burst', () => {
    const plan = planOf(load, { warmup: { requests: 5 } })
    const flow = [...times(plan, { phase: 'warmup' }), ...times(plan)]
    expect(flow).toEqual(times(planOf(load, { requests: 25, warmup: { requests: 0 } })))
  })

  test('only the first round ramps up', () => {
    const plan = planOf(load, { requests: 400, warmup: { requests: 0 } })
    const secondsOf = (round: number) => Number(times(plan, { round }).at(-1)) / 1000
    // 400 requests at 10 a second; half of the ramp-up's 4 seconds are lost once.
    const slack = load.kind === 'constant' ? 0.2 : 20
    expect(Math.abs(secondsOf(0) - 42)).toBeLessThan(slack)
    expect(Math.abs(secondsOf(1) - 40)).toBeLessThan(slack)
    const level = { ...load, rampUpSeconds: 0 } as Load
    expect(times(plan, { round: 1 })).toEqual(times(planOf(level, { requests: 400 }), { round: 1 }))
    expect(times(plan)).not.toEqual(times(planOf(level, { requests: 400, warmup: { requests: 0 } })))
  })

  test('a warm-up may be given in seconds of load', () => {
    const plan = planOf(load, { warmup: { requests: 1, seconds: 6 } })
    const warmup = times(plan, { phase: 'warmup' })
    expect(warmup).toHaveLength(warmupCount(plan, plan.workloads[0] as RunPlan['workloads'][number]))
    expect(Number(warmup.at(-1))).toBeLessThan(6000)
    expect(Number(times(plan)[0])).toBeGreaterThanOrEqual(6000)
  })
})

test('random rounds have schedules of their own', () => {
  const plan = planOf({ kind: 'poisson', rateRps: 10 })
  expect(times(plan, { round: 1 })).not.toEqual(times(plan, { round: 2 }))
})

test('load without an end goes on for as long as it is read', () => {
  const reading = dueRequests(planOf({ kind: 'constant', rateRps: 1 }), {
    workload: 'A',
    phase: 'measured',
    round: 1,
    count: Number.POSITIVE_INFINITY,
  })
  for (let at = 0; at < 5000; at += 1) expect(reading.next().value).toMatchObject({ index: at, dueAtMs: 1000 * at })
})

test('a trace that is too short is refused with both numbers', () => {
  const plan = planOf({ kind: 'trace', arrivalsMs: [0, 1, 2] }, { warmup: { requests: 0 } })
  expect(() => due(plan)).toThrow(/requests cannot be 20/)
  expect(() => due(plan)).toThrow(expect.objectContaining({ hint: 'the load of A has only 3 arrivals' }))
})

test('a workload must be in the plan, once', () => {
  const plan = planOf({ kind: 'closed', concurrency: 1 })
  expect(() => due(plan, { workload: 'B' })).toThrow(expect.objectContaining({ hint: 'the plan has A' }))
  const twice = { ...plan, workloads: [...plan.workloads, ...plan.workloads] }
  expect(() => due(twice)).toThrow(/workload cannot be/)
})
