import { z } from 'zod'

const count = z.int().nonnegative().nullable().default(null)
const ms = z.number().nonnegative()

/** In ms, as the gateway gives them. */
const Percentiles = z.object({ p50: ms, p95: ms, p99: ms })

/** The parts of a request's way through a gateway of sageLLM, by their names in its report. */
export const hops = ['scheduling', 'engine', 'total'] as const
type Hop = (typeof hops)[number]

/**
 * What a gateway of sageLLM says of the requests that it passed on in one piece (`/v1/management/hop-report`): how long it took to choose
 * an engine, to wait for it, and both. Streamed requests are not among them, so that the figures compare with none of a streamed load.
 */
export const HopReport = z.object({
  requests: count.describe('since the gateway started; the percentiles are over the last 10,000 of them'),
  duringLoad: count.describe('of these, how many came while it was measured'),
  percentiles: z
    .object({ scheduling: Percentiles, engine: Percentiles, total: Percentiles } satisfies Record<Hop, unknown>)
    .nullable()
    .default(null)
    .describe('null where it has none; `gap` says why'),
  /** Why there are no percentiles, in words; `null` where there are. */
  gap: z.string().nullable().default(null),
})
export type HopReport = z.infer<typeof HopReport>
