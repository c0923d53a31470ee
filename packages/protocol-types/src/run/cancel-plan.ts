import { z } from 'zod'

/** When a request is cancelled by its client, as by a user who closes the page: whichever of the two comes first. */
export const Cancellation = z.object({
  afterMs: z.number().nonnegative().nullable().default(null).describe('ms after the request was sent'),
  afterTokens: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('as soon as so many pieces of text have come; a piece is a token where the server sends each alone'),
})
export type Cancellation = z.infer<typeof Cancellation>

/** Which requests of a workload are cancelled, and when. */
export const CancelPlan = z
  .object({
    share: z.number().gt(0).max(1).default(1).describe('share of the requests, drawn from the seed'),
    ...Cancellation.shape,
  })
  .refine(({ afterMs, afterTokens }) => afterMs !== null || afterTokens !== null, {
    path: ['afterMs'],
    message: 'say when: after_ms, after_tokens, or both',
  })
export type CancelPlan = z.infer<typeof CancelPlan>
