import { z } from 'zod'
import { serviceLevelNames } from '../metrics/service-level-names.js'

/** An upper bound on a per-request metric that defines a good request. */
export const ServiceLevel = z.object({
  metric: z.enum(serviceLevelNames),
  maxMs: z.number().positive(),
})
export type ServiceLevel = z.infer<typeof ServiceLevel>
