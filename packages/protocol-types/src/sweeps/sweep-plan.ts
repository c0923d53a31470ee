import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { RunPlan } from '../run/run-plan.js'
import { PointSettings } from './sweep-point.js'

/** A load of a sweep that is still to be measured. */
export const PlannedPoint = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is no name of a folder'),
  settings: PointSettings,
  anchor: z.boolean().default(false),
  plan: RunPlan,
})
export type PlannedPoint = z.infer<typeof PlannedPoint>

/** `sweep_plan.json`: the points in the order in which they are measured, so that a sweep that was cut off goes on where it was. */
export const SweepPlan = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('sweep_plan'),
  seed: z.int().nonnegative().describe('of the order'),
  gpus: z.int().positive().nullable().default(null),
  /** Constant rates between the first two points, once these are known: one request at a time, and all at once. 0: none. */
  ratesBetween: z.int().nonnegative().default(0),
  points: z.array(PlannedPoint).min(1),
})
export type SweepPlan = z.infer<typeof SweepPlan>

export const sweepPlanFile = defineArtifact({ name: 'sweep plan', version: 1, schema: SweepPlan, enums: 'closed' })
