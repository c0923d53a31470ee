import { z } from 'zod'

/** What becomes of a limit that the measurement cannot decide. */
export const OnUndecided = z
  .enum(['fail', 'pass'])
  .default('fail')
  .describe('what a threshold that cannot be decided does: fail, because nobody showed that it holds, or pass')
export type OnUndecided = z.infer<typeof OnUndecided>
