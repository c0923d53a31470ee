import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { SweepPoint } from '../sweeps/sweep-point.js'

const count = z.int().nonnegative()

/**
 * What one measurement of a load says of one limit: the requests in their order, cut into batches of equal length, because requests that
 * shared a queue are not independent and batches nearly are.
 */
export const LimitTally = z.object({
  /** `share`: `total` counts requests that broke the limit; `mean`: it adds their values up. */
  kind: z.enum(['share', 'mean']),
  batches: z.array(z.object({ requests: count, total: z.number() })),
  /** By how much the variance of the share is larger than that of independent requests; 1 for a mean, whose batches say it themselves. */
  inflation: z.number().min(1),
})
export type LimitTally = z.infer<typeof LimitTally>

/** One measurement of one load, as the search for a capacity sees it. */
export const CapacityVisit = z.object({
  /** Requests a second, or requests in flight. */
  load: z.number().positive(),
  requests: count.describe('that were judged'),
  seconds: z.number().nonnegative().describe('that it took, warm-up and all'),
  /** One for each limit, in their order; empty where nothing was judged. */
  tallies: z.array(LimitTally),
  /** More arrived than left, by test: such a load has no steady latencies, and meets nothing. */
  overloaded: z.boolean(),
  /** Latencies still rose from its first to its second half: it cannot show that the limits are met. */
  rising: z.boolean(),
  /** The client was late and kept the rate: `tallies`, to which the latest sending is added, can show that the limits are met. */
  clientLate: z.boolean().default(false),
  /** ms by which a late client can have made a latency longer, at most; `null`: it was not late, or nobody knows by how much. */
  lateMs: z.number().nonnegative().nullable().default(null),
  /** Of a late client: with `lateMs` taken off each latency. They can show that a limit is broken. */
  leastTallies: z.array(LimitTally).default([]),
  /** Why it says nothing of the server, or, of a late client, why it says less. */
  withheld: z.array(z.string()),
})
export type CapacityVisit = z.infer<typeof CapacityVisit>

/** A line of visits.jsonl: a measurement is on disk before the next one begins. */
export const CapacityLine = z.object({ visit: CapacityVisit, point: SweepPoint })
export type CapacityLine = z.infer<typeof CapacityLine>
export const capacityLine = defineArtifact({ name: 'capacity visit', version: 1, schema: CapacityLine })
