import { describe, expect, test } from 'vitest'
import type { LoadPlan } from '../loads/load-plan.js'
import { checkSchedule, durationText, scheduleSeconds } from './check-schedule.js'
import { RunPlan } from './run-plan.js'

type Stop = { readonly durationSeconds?: number; readonly byRequests?: boolean; readonly maxScheduleMinutes?: number }

function planOf(load: object, { requests = 3, rounds = 1, stop = {} as Stop } = {}): RunPlan {
  const workload = { name: 'w', source: 'short_qa', promptTokens: 1, outputTokens: 1, requests, load: load as LoadPlan }
  return RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload], rounds, stop })
}
const secondsOf = (plan: RunPlan) => scheduleSeconds(plan, plan.workloads[0] as RunPlan['workloads'][number])

const day = 86_400_000
const farOff = { kind: 'trace', arrivalsMs: [0, 1000, 25 * day] }

describe('the time of a schedule', () => {
  test('is that of its last arrival, stretched, over all rounds with a mean gap between them', () => {
    expect(secondsOf(planOf({ kind: 'trace', arrivalsMs: [0, 1000, 3000], timeScale: 2 }))).toBe(6)
    expect(secondsOf(planOf({ kind: 'trace', arrivalsMs: [0, 1000, 3000] }, { rounds: 2 }))).toBe(7.5)
    expect(secondsOf(planOf({ kind: 'trace', arrivalsMs: [0, 1000, 3000] }, { requests: 2 }))).toBe(1)
  })

  test('of a rate is drawn as the load is', () => {
    expect(secondsOf(planOf({ kind: 'constant', rateRps: 0.5 }, { requests: 11 }))).toBe(20)
    expect(secondsOf(planOf({ kind: 'poisson', rateRps: 0.5 }, { requests: 400 }))).toBeCloseTo(800, -2)
  })

  test('is not known where replies decide, or a time alone', () => {
    expect(secondsOf(planOf({ kind: 'closed', concurrency: 1 }))).toBeNull()
    const timed = { byRequests: false, durationSeconds: 5 }
    expect(secondsOf(planOf({ kind: 'constant', rateRps: 1 }, { stop: timed }))).toBeNull()
  })
})

describe('a schedule', () => {
  test('whose last arrival is days off is refused, with what would do', () => {
    expect(() => checkSchedule(planOf(farOff))).toThrow(
      /last request of w is due after 25 days, beyond the limit of 1 day/,
    )
    expect(() => checkSchedule(planOf(farOff, { stop: { maxScheduleMinutes: 36_000 } }))).not.toThrow()
  })

  test('is measured by what is sent of it', () => {
    expect(() => checkSchedule(planOf(farOff, { requests: 2 }))).not.toThrow()
    expect(() => checkSchedule(planOf(farOff, { stop: { durationSeconds: 60 } }))).not.toThrow()
    expect(() => checkSchedule(planOf({ ...farOff, timeScale: 0.01 }))).not.toThrow()
  })

  test('of a rate is refused as well', () => {
    const slow = { kind: 'constant', rateRps: 0.001 }
    expect(() => checkSchedule(planOf(slow, { requests: 200 }))).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^ask for fewer requests or a higher rate/) }),
    )
  })
})

test.each([
  [0.25, '0.25 s'],
  [90, '1 min 30 s'],
  [3600, '1 h'],
  [7800, '2 h 10 min'],
  [86_400, '1 day'],
  [2_190_000, '25 days 8 h'],
])('%d s is said as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})
