import { z } from 'zod'
import { isBenchError } from '../errors/bench-error.js'
import { parseLimit } from './parse-limit.js'

/** A limit as a plan holds it, and as a user writes it: `ttft.p99<500`. */
export const LimitText = z.string().superRefine((text, context) => {
  try {
    parseLimit(text, 'a threshold')
  } catch (error) {
    if (!isBenchError(error)) throw error
    context.addIssue({ code: 'custom', message: error.hint ?? error.message })
  }
})

/** One that every command can judge: of a figure, and not of each request, whose values only `run` keeps apart. */
export const FigureLimitText = LimitText.superRefine((text, context) => {
  if (!LimitText.safeParse(text).success || parseLimit(text, 'a threshold').of === 'run') return
  context.addIssue({
    code: 'custom',
    message: 'only run judges each request; write METRIC.STATISTIC<LIMIT, such as ttft.p99<500',
  })
})

/** What becomes of a limit that the measurement cannot decide. */
export const OnUndecided = z
  .enum(['fail', 'pass'])
  .default('fail')
  .describe('what a threshold that cannot be decided does: fail, because nobody showed that it holds, or pass')
export type OnUndecided = z.infer<typeof OnUndecided>
