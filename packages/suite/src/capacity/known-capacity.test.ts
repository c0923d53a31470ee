import { createCapacitySearch, searchedLimits, visitOf } from '@sagellm-benchmark/metrics/sweeps'
import { expect, test } from 'vitest'
import { measuredOnEngine } from '../../test/virtual-engine.js'
import { planCapacity, visitPoint } from './plan-capacity.js'
import { watchVisit } from './watch-visit.js'

/** Four places, each taken for 20 ms by an answer: the first token comes with the prompt, the other four take 5 ms each. So 200 answers a second, and no more. */
const engine = {
  maxBatchSize: 4,
  decodeStepMs: 5,
  decodePerSequenceMs: 0,
  prefillBaseMs: 0,
  prefillTokensPerSecond: 1e9,
  noiseCv: 0,
}
const CEILING = 200

/** The search of the product in its parts, from the plan of each measurement to its verdict; only the folders are left out. */
async function searched(slo: string[], seed: number, precision: number, by: 'rate' | 'concurrency' = 'rate') {
  const range = by === 'rate' ? { low: 12.5, high: 3200, start: 30 } : { high: 32 }
  const plan = planCapacity({
    question: { by, slo, ...range, precision },
    plan: {
      target: { kind: 'simulated' },
      workloads: [
        {
          ...{ name: 'custom', source: 'short_qa', promptTokens: 16, outputTokens: 5, requests: 4 },
          load: { kind: 'poisson', rateRps: 1, maxConcurrency: null, rampUpSeconds: 0 },
        },
      ],
      warmup: { requests: 0, seconds: 0 },
      seed,
    },
  })
  const limits = searchedLimits(plan.question.slo)
  const { low, high, start } = plan.question as { low: number; high: number; start: number }
  const search = createCapacitySearch({ limits, low, high, start, precision, whole: by === 'concurrency' })
  let at = 0
  for (let step = search.next(); ; step = search.next()) {
    if (step.kind === 'end') return { ...search.standing(), ended: step.ended, visits: at }
    const { load, requests } = step
    at += 1
    const watch = watchVisit(limits)
    const planned = visitPoint(plan, { load, requests, at, secondsLeft: null })
    const { seconds } = await measuredOnEngine(planned.plan, { ...engine, seed: at }, () => watch)
    const { values, latencies } = watch.seen()
    const overloaded = watch.overloaded()
    search.observe(visitOf({ load, seconds, values, latencies, overloaded, withheld: [], clientLate: false }, limits))
    expect(at).toBeLessThan(80)
  }
}

test('a rate search ends around the rate at which the places of the engine are all taken', async () => {
  // The median waits 200 ms, ten answers long, only where nearly every place is always taken: the mean wait of M/D/4 is about
  // 2.5 ms / (1 - load), so that the median passes 200 ms at 99 % of what the places can serve.
  const { low, high, ended } = await searched(['ttft.p50<200'], 1, 0.4)
  expect(ended).toBe('found')
  expect(low).toBeLessThan(CEILING)
  expect(high).toBeGreaterThan(0.95 * CEILING)
  expect((high as number) / (low as number)).toBeLessThanOrEqual(1.4 + 1e-9)
}, 600_000)

test('a limit that no load can meet fails at the least load, and one that the engine always meets is open above it', async () => {
  // An answer takes 20 ms from its start to its end, whatever the load is.
  expect(await searched(['e2e.p50<10'], 3, 0.5)).toMatchObject({ ended: 'fails_at_least_load', low: null })
  const { low, high } = await searched(['errors<50%'], 4, 0.5)
  // Nothing fails, but more than the places can serve is an overload, which meets nothing.
  expect(low).toBeLessThan(CEILING)
  expect(high).toBeGreaterThan(CEILING)
}, 600_000)

test('in requests in flight it lies where the places of the engine end', async () => {
  // 200 answers a second at most, so that by Little's law N in flight take N times 5 ms on average: 34 ms are over with the seventh.
  const { low, high, ended } = await searched(['e2e.avg<34'], 5, 0.3, 'concurrency')
  expect(ended).toBe('found')
  expect(low).toBeGreaterThanOrEqual(4)
  expect(low).toBeLessThanOrEqual(6)
  expect(high).toBeGreaterThanOrEqual(7)
}, 600_000)
