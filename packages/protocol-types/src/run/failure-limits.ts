import { z } from 'zod'

/** When failures end what is being measured. */
export const StopAfterErrors = z
  .int()
  .nonnegative()
  .default(100)
  .describe('failures in a row, without a success between them, that end a workload; 0 = never')

/** When failures make a measurement one that failed. */
export const MaxErrorRate = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .default(null)
  .describe('share of failed requests above which a run fails; null = 0.1, where it is no gate of the user')
