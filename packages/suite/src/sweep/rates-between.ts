import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { PlannedPoint, SweepPlan, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { plannedPoint } from './plan-sweep.js'

/**
 * Constant rates, evenly between what one request at a time comes to and what all at once come to, in a random order.
 *
 * @param ends - the first two points of the plan, as they were measured.
 * @throws BenchError `unavailable` where one of them came to nothing, or more load brought no more throughput.
 */
export function ratesBetween(
  { points, ratesBetween: count, seed }: SweepPlan,
  ends: readonly SweepPoint[],
): PlannedPoint[] {
  if (count === 0) return []
  const [slow, fast] = ends.map(({ metrics }) => metrics?.requestThroughputRps ?? null)
  const template = points[0]?.plan
  const workload = template?.workloads[0]
  if (!slow || !fast || !template || !workload || fast <= slow)
    throw new BenchError('unavailable', 'there are no rates between the first two points of the sweep', {
      hint: `one request at a time came to ${slow ?? 'nothing'} req/s, all at once to ${fast ?? 'nothing'}; give the rates with --request-rate`,
    })
  const rates = Array.from({ length: count }, (_, at) => slow + ((fast - slow) * (at + 1)) / (count + 1))
  const rounded = rates.map((rate) => Number(rate.toPrecision(4)))
  return createRandom(seed)
    .shuffled(rounded)
    .map((rateRps, at) => {
      const load = { kind: 'constant', rateRps, maxConcurrency: null, rampUpSeconds: 0 } as const
      const plan = { ...template, workloads: [{ ...workload, load }] }
      return plannedPoint({ settings: { 'request-rate': rateRps }, plan, anchor: false }, points.length + at)
    })
}
