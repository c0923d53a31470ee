import { z } from 'zod'

/** From which change on a metric that got worse is a warning, and from which it is critical: strictly more than these per cent. */
export const RegressionThresholds = z.object({
  warningThresholdPct: z.number().nonnegative().default(5).describe('per cent; more is a warning'),
  criticalThresholdPct: z.number().nonnegative().default(10).describe('per cent; more is critical'),
})
export type RegressionThresholds = z.infer<typeof RegressionThresholds>
