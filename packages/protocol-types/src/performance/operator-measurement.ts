import { z } from 'zod'

/** An operator at one size as it was measured: both forms in turn, before any statistics. Crosses from the backend to metrics. */
export const OperatorMeasurement = z.object({
  operator: z.string(),
  shape: z.string(),
  baselineName: z.string(),
  optimizedName: z.string(),
  /** ms a call, one value a sample; sample i of both forms was taken next to each other, in alternating order. */
  baselineMs: z.array(z.number().positive()),
  optimizedMs: z.array(z.number().positive()),
  /** Calls that one sample is the mean of. */
  callsPerSample: z.int().positive(),
  /** Floating-point operations and bytes of a call that the function needs at least, whatever its form. */
  flops: z.number().positive(),
  bytes: z.number().positive(),
  /** What this machine was measured to move with a working set of this size, GB/s. */
  peakGbPerS: z.number().positive().nullable(),
  maxAbsDifference: z.number().nullable().describe('of the two results; null: a result is not a number'),
  maxRelDifference: z.number().nullable().describe("share of the value, or of the result's root mean square"),
  tolerance: z.number().positive().describe('largest relative difference that rounding explains'),
  equal: z.boolean(),
})
export type OperatorMeasurement = z.infer<typeof OperatorMeasurement>
