import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { BurstFinding } from '@sagellm-benchmark/protocol-types/readiness'
import type { Gate } from '../thresholds/gate.js'
import { windowHolds } from './window-holds.js'

type Recovery = Pick<BurstFinding, 'heldBefore' | 'verdict' | 'burstRecoveryS' | 'brokenAtS'>

const notJudged: Recovery = { heldBefore: null, verdict: 'not_judged', burstRecoveryS: null, brokenAtS: null }

export type RecoveryOptions = {
  /** When the burst was due, on the clock of the records. */
  readonly burstAt: number
  readonly gate: Gate
  /** Steady requests in a row that the limits are held against. */
  readonly windowRequests: number
}

/**
 * When the limits hold again for the steady requests: the first arrival from which on every window of so many arrivals in a row keeps them. The
 * truth lies between the arrival before it (`brokenAtS`) and it (`burstRecoveryS`), so that it is known up to the gap between two arrivals.
 *
 * @param steady - requests of the steady load, in the order in which they were due.
 */
export function recoveryOf(
  steady: readonly RequestRecord[],
  { burstAt, gate, windowRequests: size }: RecoveryOptions,
): Recovery {
  if (gate.thresholds.length === 0 && (gate.eachRequest ?? []).length === 0) return notJudged
  const before = steady.filter(({ endAt }) => endAt <= burstAt).slice(-size)
  const heldBefore = before.length < size ? null : windowHolds(before, gate)
  if (heldBefore === false) return { ...notJudged, heldBefore, verdict: 'not_held_before' }

  const first = steady.findIndex(({ scheduledAt }) => scheduledAt >= burstAt)
  const windows = first < 0 ? 0 : steady.length - size - first + 1
  if (windows < 1) return { ...notJudged, heldBefore }
  const secondsAt = (at: number) => ((steady[at] as RequestRecord).scheduledAt - burstAt) / 1000
  for (let at = windows - 1; at >= 0; at -= 1) {
    if (windowHolds(steady.slice(first + at, first + at + size), gate)) continue
    const brokenAtS = secondsAt(first + at)
    if (at === windows - 1) return { heldBefore, verdict: 'not_recovered', burstRecoveryS: null, brokenAtS }
    return { heldBefore, verdict: 'recovered', burstRecoveryS: secondsAt(first + at + 1), brokenAtS }
  }
  return { heldBefore, verdict: 'kept', burstRecoveryS: 0, brokenAtS: null }
}
