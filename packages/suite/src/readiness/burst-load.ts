import { invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { ReadinessPlan } from './readiness-plan.js'

/** A load is planned as a whole, and more would not fit into the memory beside its records. */
const MOST_REQUESTS = 1_000_000

/** A load with its burst, and which requests are the burst, by their index. */
export type BurstLoad = {
  readonly load: Extract<RunPlan['workloads'][number]['load'], { kind: 'trace' }>
  readonly burst: { readonly from: number; readonly count: number }
}

/**
 * Steady arrivals, evenly spaced from 0 to the end of the recovery, and the burst on top of them. An arrival that is due with the burst
 * comes after it.
 *
 * @throws BenchError `invalid_argument` beyond a million requests.
 */
export function burstLoad({
  rateRps,
  steadySeconds,
  recoverySeconds,
  burstRequests,
}: Pick<ReadinessPlan, 'rateRps' | 'steadySeconds' | 'recoverySeconds' | 'burstRequests'>): BurstLoad {
  const burstAt = steadySeconds * 1000
  const arrivals = Math.floor((steadySeconds + recoverySeconds) * rateRps) + 1
  if (!(arrivals + burstRequests <= MOST_REQUESTS))
    throw invalidArgument(
      'the load',
      `${arrivals + burstRequests} requests`,
      `a process gets at most ${MOST_REQUESTS}: give a lower rate, a shorter load or a smaller burst`,
    )
  const steady = Array.from({ length: arrivals }, (_, at) => (at * 1000) / rateRps)
  const before = steady.filter((at) => at < burstAt)
  const burst = Array.from({ length: burstRequests }, () => burstAt)
  const arrivalsMs = [...before, ...burst, ...steady.slice(before.length)]
  return {
    load: { kind: 'trace', arrivalsMs, timeScale: 1, maxConcurrency: null },
    burst: { from: before.length, count: burstRequests },
  }
}
