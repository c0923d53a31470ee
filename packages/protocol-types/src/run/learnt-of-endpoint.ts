import { z } from 'zod'

/** What the trials before a load showed of an endpoint. */
export const LearntOfEndpoint = z.object({
  fieldChanges: z
    .record(z.string(), z.string().nullable())
    .default({})
    .describe('body fields that the server refuses: the name that they are sent under instead, null = left out'),
  chunkProof: z
    .object({
      tokens: z.int().positive(),
      chunks: z.int().positive(),
      together: z.int().positive().default(1).describe('streams at once that each had so many chunks'),
    })
    .nullable()
    .default(null)
    .describe('that it sends one chunk a token: tokens of an answer in one piece, and chunks of the same as a stream'),
})
export type LearntOfEndpoint = z.infer<typeof LearntOfEndpoint>
