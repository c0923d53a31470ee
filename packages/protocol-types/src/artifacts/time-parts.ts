import { z } from 'zod'

const ms = z.number().nonnegative()

/**
 * Where the time of successful requests went, from their scheduled arrival to the last token: means in ms, which add up to `totalMs`. Of a
 * part that no request shows the value is 0, and its time is within `unknownMs`.
 */
export const TimeParts = z.object({
  requests: z.int().positive(),
  totalMs: ms,
  clientWaitMs: ms.describe('scheduled arrival to start: the load generator, or a cap of requests in flight'),
  connectMs: ms.describe('start to the last byte of the request: connection and writing'),
  networkMs: ms.describe('on the way and in front ends: what is left where the engine says all of its own'),
  queueMs: ms.describe('arrival at the engine to its prefill, as the engine says'),
  prefillMs: ms.describe('as the engine says'),
  coalescingMs: ms.describe('decoding that the client could not see: tokens that came with the first read'),
  decodeMs: ms.describe('first text to last token, as far as the engine was decoding'),
  unknownMs: ms.describe('nobody says what it was'),
  engineSays: z
    .enum(['requests', 'histograms', 'nothing'])
    .describe('where queue and prefill are from: each answer, the histograms of the server over the run, or nowhere'),
})
export type TimeParts = z.infer<typeof TimeParts>
