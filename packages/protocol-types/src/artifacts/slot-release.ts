import { z } from 'zod'

const ms = z.number().nonnegative()

/**
 * Whether a server stops working on a request whose client has gone, tried on the idle server after a load with cancelled requests: its
 * own counter of running and waiting requests, before, while and after such a request.
 */
export const SlotRelease = z.object({
  freed: z.boolean().nullable().describe('null: could not be told, and the message says why'),
  /** One for each try: from the cancellation until the counter was back, at most so long. */
  freedWithinMs: z.array(ms.nullable()).describe('null: not back while it was watched'),
  pollMs: ms.nullable().describe('mean time between two readings of the counter: how exact the times are'),
  answerMs: ms.nullable().describe('how long the same answer takes when it is not cancelled, from its first token on'),
  message: z.string(),
})
export type SlotRelease = z.infer<typeof SlotRelease>
