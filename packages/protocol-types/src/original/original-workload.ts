import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { FreeFields } from '../json/free-fields.js'
import { snakeCase } from '../json/wire.js'

/** The kinds of workload that a file of the Python original may name. */
export const originalWorkloadTypes = [
  'query',
  'short',
  'long',
  'stress',
  'streaming',
  'batch_inference',
  'mixed',
] as const

/** One workload of a file in the form of the Python original, with its defaults. */
export const OriginalWorkload = z.object({
  name: z.string().min(1),
  prompt: z.string().min(1).describe('one text, sent with every request'),
  workloadType: z.enum(originalWorkloadTypes).default('short'),
  promptTokens: z.int().positive().default(64).describe('what the author says of the text; its real length is counted'),
  maxTokens: z.int().positive().default(128),
  numRequests: z.int().positive().default(1),
  concurrent: z.boolean().default(false).describe('all requests at once'),
  temperature: z.number().min(0).max(2).nullable().default(null).describe('null: greedy'),
  topP: z.number().gt(0).max(1).nullable().default(1),
  topK: z.int().positive().nullable().default(null),
  repetitionPenalty: z.number().positive().nullable().default(1),
  stream: z
    .boolean()
    .default(false)
    .describe('without effect there; answers are streamed here, so that they have a TTFT'),
  warmupRounds: z.int().nonnegative().default(0),
  concurrency: z.int().positive().nullable().default(null).describe('requests in flight'),
  extraParams: FreeFields.default({}).describe('merged into the body of every request'),
})
export type OriginalWorkload = z.infer<typeof OriginalWorkload>

/** The names of its fields, as a file has them. */
export const originalWorkloadFields = (): string[] => Object.keys(OriginalWorkload.shape).map(snakeCase)

/** An entry of `--workload-file` as the original reads it. A plan must be understood whole, so its enum is closed. */
export const originalWorkloadFile = defineArtifact({
  name: 'workload of the Python original',
  version: 1,
  schema: OriginalWorkload,
  enums: 'closed',
})
