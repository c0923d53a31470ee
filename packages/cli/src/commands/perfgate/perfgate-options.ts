import { z } from 'zod'
import { PerfCompareOptions } from '../perf-compare/perf-compare-options.js'

/** Flags of `perfgate compare`. */
export const PerfgateOptions = PerfCompareOptions.extend({
  mode: z
    .enum(['report', 'enforce'])
    .default('enforce')
    .describe('report: say the verdict and end with 0; enforce: end with 3 where the gate did not hold'),
})
export type PerfgateOptions = z.infer<typeof PerfgateOptions>
