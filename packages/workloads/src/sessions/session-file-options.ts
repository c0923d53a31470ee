import { AnswerSource } from '@sagellm-benchmark/protocol-types/sessions'
import { z } from 'zod'

/** Which file of sessions, and how it is read. Also the options of the source `session_file`. */
export const SessionFileOptions = z.strictObject({
  path: z.string().min(1).describe('the file, which may be packed, or a folder of such files'),
  format: z.string().min(1).nullable().default(null).describe('name of its format; null = by its own content'),
  answers: AnswerSource.default('server').describe('whose answers later turns see: the server’s own, or the file’s'),
  outputs: z
    .enum(['turn', 'workload'])
    .default('turn')
    .describe('how long answers are: as a turn or its recorded answer is, or as the workload says'),
  startSeconds: z
    .number()
    .nonnegative()
    .default(0)
    .describe('leave out sessions that began earlier, from the first one on'),
  durationSeconds: z.number().positive().nullable().default(null).describe('and those that began so much later'),
  timeScale: z.number().positive().default(1).describe('stretches waits and recorded times: 2 is half as fast'),
  repeat: z.boolean().default(false).describe('begin again where more sessions are wanted than the file has'),
})
export type SessionFileOptions = z.infer<typeof SessionFileOptions>
