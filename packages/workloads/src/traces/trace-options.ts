import { z } from 'zod'
import { TimedTraceLabels } from './timed-trace.js'

/** Which file, how it is read, and which of its rows are wanted. Also the options of the prompt source `trace`. */
export const TraceOptions = z.strictObject({
  path: z.string().min(1).describe('the file; may be packed with gzip or zstd'),
  format: z.string().min(1).nullable().default(null).describe('name of its format; null = by its own content'),
  use: z
    .enum(['times', 'prompts'])
    .default('times')
    .describe('times: rows come in the order of their arrivals, and must have them; prompts: in the order of the file'),
  startSeconds: z.number().nonnegative().default(0).describe('leave out what arrived earlier, from the first row on'),
  durationSeconds: z.number().positive().nullable().default(null).describe('and what arrived so much later'),
  minPromptTokens: z.int().positive().nullable().default(null),
  maxPromptTokens: z.int().positive().nullable().default(null),
  requests: z.int().positive().nullable().default(null).describe('read no further once so many rows are wanted'),
  loops: z.int().positive().default(1).describe('how often the rows are replayed, each time with texts of its own'),
  outputs: z
    .enum(['trace', 'workload'])
    .default('trace')
    .describe('how long answers are: as the trace says, or as the workload says'),
  blockSize: z.int().positive().nullable().default(null).describe("tokens a hash id; null = the format's own"),
  seed: z.int().nonnegative().default(0).describe('of a format whose requests are drawn (servegen)'),
  cacheTokens: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('size of the prefix cache for which the ideal hits are told; null = as the server says'),
  labels: TimedTraceLabels.nullable().default(null).describe('names of the fields of a timed_trace'),
})
export type TraceOptions = z.infer<typeof TraceOptions>
