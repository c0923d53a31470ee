import { z } from 'zod'

const seconds = z.number().nonnegative().nullable().default(null)
const ms = z.number().nonnegative().nullable().default(null)
const count = z.int().nonnegative()

/**
 * What became of a steady load when many requests came at once. Seconds count from the moment at which the burst was due; the burst goes on
 * top of the steady load, whose requests say how others are served meanwhile.
 */
export const BurstFinding = z.object({
  burstRequests: count,
  steadyRequests: count,
  failed: count.describe('of both'),
  /** TTFT from the scheduled arrival. */
  steadyTtftMs: ms.describe('median of the steady requests that had ended before the burst'),
  burstTtftMs: ms.describe('median of the requests of the burst'),
  worstTtftMs: ms.describe('longest of all'),

  waitingBefore: count.describe('max requests that were due and had no token yet, before the burst'),
  waitingPeak: count.describe('the same from the burst on'),
  queueClearedS: seconds.describe('until no more were waiting than before; null: not before the load ended'),
  burstServedS: seconds.describe('until the last request of the burst had its first token; null where one failed'),

  /** Whether the limits held for the last window of steady requests before the burst; `null`: none was stated, or too few had ended. */
  heldBefore: z.boolean().nullable().default(null),
  /** `kept`: the limits held all the time. `not_recovered`: they did not hold again before the load ended. */
  verdict: z.enum(['kept', 'recovered', 'not_recovered', 'not_held_before', 'not_judged']),
  burstRecoveryS: seconds.describe('from here on each window of steady requests keeps the limits'),
  brokenAtS: seconds.describe('the last arrival before that: it recovered in between'),
})
export type BurstFinding = z.infer<typeof BurstFinding>
