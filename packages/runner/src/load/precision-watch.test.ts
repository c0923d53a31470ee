import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { aPlan } from '../testing/planned-requests.js'
import { createPrecisionWatch, type PrecisionWatch } from './precision-watch.js'

const clock = virtualClock()

function watching(rounds = 60, wish: { metric?: string } = {}): PrecisionWatch {
  const one = aPlan({ load: { kind: 'closed', concurrency: 2, rampUpSeconds: 0 }, requests: 2 })
  const plan = RunPlan.parse({ ...one, rounds, untilPrecise: { target: 0.03, maxMinutes: 1, ...wish } })
  const [workload] = plan.workloads as [(typeof plan.workloads)[0]]
  const watch = createPrecisionWatch({ plan, workload, loadKind: loadKindOf(workload.load), clock })
  if (watch === null) throw new Error('the plan asks for a precision')
  return watch
}

/** Rounds of two requests whose mean TTFT is the given one. */
function measure(watch: PrecisionWatch, ttfts: readonly number[], from = 0): void {
  for (const [at, ttftMs] of ttfts.entries())
    for (const index of [0, 1]) watch.add(aRecord({ round: from + at, index, ttftMs: ttftMs + (index === 0 ? -5 : 5) }))
}

const steady = Array.from({ length: 60 }, (_, at) => 100 + (at % 2))
const wild = Array.from({ length: 60 }, (_, at) => 100 + 40 * (at % 2))

describe('a run until it is precise', () => {
  test('ends at the first look, after a fifth of its rounds, where rounds agree', () => {
    const watch = watching()
    measure(watch, steady.slice(0, 11))
    expect(watch.signal.aborted).toBe(false)
    measure(watch, steady.slice(11, 12), 11)
    expect(watch.signal.aborted).toBe(true)
    expect(watch.finding()).toMatchObject({ ended: 'precise', rounds: 12, value: 100.5, metric: 'avg_ttft_ms' })
  })

  test('a round that was under way does not count', () => {
    const watch = watching()
    measure(watch, steady.slice(0, 12))
    measure(watch, [900], 12)
    expect(watch.finding()).toMatchObject({ rounds: 12, value: 100.5 })
  })

  test('rounds count in their order, whichever is whole first', () => {
    const watch = watching()
    measure(watch, steady.slice(1, 12), 1)
    expect(watch.finding().rounds).toBe(0)
    measure(watch, steady.slice(0, 1))
    expect(watch.finding().rounds).toBe(12)
  })

  test('rounds that differ use all of them, and the number that would do is reported', () => {
    const watch = watching()
    measure(watch, wild)
    const { ended, rounds, halfWidth, roundsNeeded } = watch.finding()
    expect([ended, rounds, watch.signal.aborted]).toEqual(['rounds', 60, false])
    expect(halfWidth).toBeGreaterThan(0.03)
    expect(roundsNeeded).toBeGreaterThan(60)
  })

  test('rounds that are all equal are precise at the first look', () => {
    const watch = watching()
    measure(watch, Array(12).fill(100))
    expect(watch.finding()).toMatchObject({
      ended: 'precise',
      rounds: 12,
      value: 100,
      low: 100,
      high: 100,
      halfWidth: 0,
    })
  })

  test('a figure that is 0 in every round is reported as 0, without a precision', () => {
    const watch = watching(12, { metric: 'request_throughput_rps' })
    for (let round = 0; round < 12; round++)
      for (const index of [0, 1]) watch.add(aRecord({ round, index, errorClass: 'total_timeout' }))
    expect(watch.finding()).toMatchObject({ ended: 'rounds', rounds: 12, value: 0, low: null, halfWidth: null })
  })

  test('time ends it at the end of a round', async () => {
    const watch = watching()
    measure(watch, wild.slice(0, 3))
    await clock.advance(61_000)
    expect(watch.signal.aborted).toBe(false)
    measure(watch, wild.slice(3, 4), 3)
    expect(watch.signal.aborted).toBe(true)
    expect(watch.finding()).toMatchObject({ ended: 'time', rounds: 4, value: null })
  })

  test('warm-up is no round', () => {
    const watch = watching()
    for (let at = 0; at < 20; at++) watch.add(aRecord({ phase: 'warmup', index: at }))
    expect(watch.finding()).toMatchObject({ ended: 'stopped', rounds: 0 })
  })
})
