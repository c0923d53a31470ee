import { aggregate } from '@sagellm-benchmark/metrics'
import { sweepFindings } from '@sagellm-benchmark/metrics/sweeps'
import { expect, test } from 'vitest'
import { measuredOnEngine } from '../../test/virtual-engine.js'
import type { RunOutcome } from '../run/run-outcome.js'
import { planSweep } from './plan-sweep.js'
import { pointOfRun } from './point-of-run.js'

/** An answer takes 20 ms: the first of its five tokens comes with the prompt, the other four take a step each. */
const ANSWER_MS = 20

/** A sweep of closed loops by its plan, the load engine and the findings of the product, on a virtual clock. */
async function swept(places: number, loads: readonly number[]) {
  const plan = planSweep({
    points: loads.map((concurrency) => ({
      settings: { concurrency },
      plan: {
        target: { kind: 'simulated' as const },
        workloads: [
          {
            ...{ name: 'custom', source: 'short_qa', promptTokens: 16, outputTokens: 5, requests: 60 * concurrency },
            load: { kind: 'closed' as const, concurrency, rampUpSeconds: 0 },
          },
        ],
        warmup: { requests: 0, seconds: 0 },
      },
    })),
    seed: 5,
  })
  const points = []
  for (const [order, planned] of plan.points.entries()) {
    const { records } = await measuredOnEngine(planned.plan, {
      ...{ maxBatchSize: places, decodeStepMs: ANSWER_MS / 4, decodePerSequenceMs: 0, prefillBaseMs: 0 },
      ...{ prefillTokensPerSecond: 1e9, noiseCv: 0.02, seed: order },
    })
    const [workload] = planned.plan.workloads
    const targetConcurrency = Number(planned.settings['concurrency'])
    const metrics = aggregate(records, { targetConcurrency, window: 'rounds' })
    const outcome = { workloads: [{ ...workload, metrics }], header: { createdAt: '2026-01-01T00:00:00Z' } }
    points.push(pointOfRun(planned, order, outcome as unknown as RunOutcome))
  }
  return sweepFindings(points)
}

test.each([2, 4, 8])(
  'the knee of an engine with %i places is where they are all taken',
  async (places) => {
    const { knees, drift } = await swept(places, [1, 2, 4, 8, 16, 32])
    const [knee] = knees
    // The ceiling is places / 20 ms answers a second, and the shortest answer 20 ms: their product is the number of places.
    expect(Math.abs((knee?.inFlight?.value ?? 0) / places - 1)).toBeLessThan(0.1)
    expect(knee?.maxRateRps?.value).toBeCloseTo((1000 * places) / ANSWER_MS, -1)
    const { low, high } = knee?.inFlight ?? { low: null, high: null }
    if (low !== null && high !== null) expect([low < places * 1.05, high > places * 0.95]).toEqual([true, true])
    expect(drift.filter(({ drifted }) => drifted)).toEqual([])
  },
  120_000,
)

test('below the places of the engine there is no knee to be found', async () => {
  const { knees } = await swept(64, [1, 2, 4, 8])
  expect(knees).toMatchObject([{ inFlight: null, message: expect.stringContaining('sweep further') }])
}, 600_000)
