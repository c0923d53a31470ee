import { z } from 'zod'
import { planDefaults } from './plan-defaults.js'

/** What failures of requests mean: the flags of every command that measures a server. */
export const failureOptions = {
  maxErrorRate: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'exit code 3 where more than this share of the requests of a workload fails; default: exit code 1 above 0.1',
    ),
  stopAfterErrors: z
    .int()
    .nonnegative()
    .default(planDefaults.stop.afterErrors)
    .describe('failures in a row, without a success between them, that end a workload or give a target up; 0 = never'),
} as const
