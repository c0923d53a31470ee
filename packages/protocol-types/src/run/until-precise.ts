import { z } from 'zod'
import { figures } from '../metrics/figures.js'

// A round has no steady stretch of its own, so what rests on slices of one has no value in each round.
const meanNames = figures.flatMap(({ name, hasInterval, statistic, metric }) =>
  hasInterval && ['requests', 'rounds'].includes(metric.interval ?? '') && statistic.kind !== 'percentile'
    ? [name as string]
    : [],
)

/** Ends a workload once a figure is known well enough. */
export const UntilPrecise = z.object({
  metric: z
    .enum(meanNames as [string, ...string[]])
    .default('avg_ttft_ms')
    .describe('a mean or a throughput'),
  target: z.number().gt(0).lt(1).describe('half width of its interval, as a share of its value'),
  maxMinutes: z.number().positive().default(20).describe('no round starts after so many minutes of a workload'),
})
export type UntilPrecise = z.infer<typeof UntilPrecise>

/** What became of it. The interval holds in 95 % of runs, whichever look ended the run. */
export const PrecisionFinding = z.object({
  metric: z.string(),
  target: z.number(),
  ended: z.enum(['precise', 'rounds', 'time', 'stopped']).describe('stopped: from outside, or by failures'),
  rounds: z.int().nonnegative().describe('that were measured whole, and count'),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  halfWidth: z.number().nullable().describe('as a share of the value'),
  roundsNeeded: z.int().nullable().describe('for the target, if nothing else changes'),
  correlation: z.number().nullable().describe('of a round with the next; null: cannot be seen'),
  drift: z.number().nullable().describe('second half over first half, less 1; null: none beyond chance'),
})
export type PrecisionFinding = z.infer<typeof PrecisionFinding>
