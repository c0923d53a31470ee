import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { BurstFinding } from '@sagellm-benchmark/protocol-types/readiness'
import { percentile } from '../statistics/percentile.js'
import { type RecoveryOptions, recoveryOf } from './recovery.js'
import { waitingLine } from './waiting-line.js'

export type BurstOptions = Omit<RecoveryOptions, 'burstAt'> & {
  /** Which requests, by their `index`, came as the burst; at least one. */
  readonly burst: { readonly from: number; readonly count: number }
}

/**
 * How a burst on top of a steady load was borne: the queue that it made, the time that its own requests took, and when the steady requests
 * were served within the limits again.
 *
 * @param records - measured requests of one load, in any order, without a warm-up.
 * @returns `null` where no request of the burst was sent.
 */
export function burstFinding(
  records: readonly RequestRecord[],
  { burst: { from, count }, gate, windowRequests }: BurstOptions,
): BurstFinding | null {
  const ordered = [...records].sort((a, b) => a.scheduledAt - b.scheduledAt || a.index - b.index)
  const isBurst = ({ index }: RequestRecord) => index >= from && index < from + count
  const [burst, steady] = [ordered.filter(isBurst), ordered.filter((each) => !isBurst(each))]
  const [first] = burst
  if (first === undefined) return null
  const burstAt = first.scheduledAt
  const tokens = burst.map(({ errorClass, firstTokenAt }) => (errorClass === null ? firstTokenAt : null))
  const served = tokens.reduce((last, at) => (last === null || at === null ? null : Math.max(last, at)), burstAt)
  const ttft = (some: readonly RequestRecord[]) =>
    some
      .flatMap(({ errorClass, firstTokenAt, scheduledAt }) =>
        errorClass === null && firstTokenAt !== null ? [firstTokenAt - scheduledAt] : [],
      )
      .sort((a, b) => a - b)
  return {
    burstRequests: burst.length,
    steadyRequests: steady.length,
    failed: ordered.filter(({ errorClass }) => errorClass !== null).length,
    steadyTtftMs: percentile(ttft(steady.filter(({ endAt }) => endAt <= burstAt)), 0.5),
    burstTtftMs: percentile(ttft(burst), 0.5),
    worstTtftMs: ttft(ordered).at(-1) ?? null,
    ...waitingLine(ordered, burstAt),
    burstServedS: served === null ? null : (served - burstAt) / 1000,
    ...recoveryOf(steady, { burstAt, gate, windowRequests }),
  }
}
