import { z } from 'zod'

/**
 * What makes a figure uncertain. `sampling`: requests and rounds differ by chance. `drift`: the figure rose or fell from round to round. `stamps`: the client's
 * own error, as calibrated. `stalls`: the client stood still. `prompt_length`: prompts longer or shorter than asked for. `other_traffic`: requests at the server
 * that were not sent from here.
 */
const ErrorPart = z.enum(['sampling', 'drift', 'stamps', 'stalls', 'prompt_length', 'other_traffic'])

const width = z.number().nonnegative()

/** How far each part may have moved a figure, beside its interval; in the unit of the figure. */
export const ErrorBudget = z.object({
  halfWidth: width.describe('of the 95 % interval, which knows of sampling and drift alone'),
  parts: z.array(
    z.object({
      part: ErrorPart,
      halfWidth: width.nullable().describe('null: not known'),
      share: width.nullable().describe('of the half width of the interval; above 1 the interval says too little'),
    }),
  ),
  total: width.describe('all known parts together'),
  withFourfoldRounds: width.describe('the same with four times the rounds: only sampling shrinks'),
})
export type ErrorBudget = z.infer<typeof ErrorBudget>
