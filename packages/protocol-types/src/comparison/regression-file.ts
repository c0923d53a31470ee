import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { tableByFigure } from '../metrics/figure-shape.js'
import { Restarted } from '../performance/restarted.js'

/**
 * `not_comparable`: a side is missing, not a number, or a baseline of 0 that nothing can be a share of. `within_noise`: past a
 * threshold, but no more than the intervals of both sides allow. `improved`: better, and the intervals of both sides allow for nothing else.
 * `withheld`: what was measured allows no verdict, and the reason says why; it is no pass. `expected-change`: announced, and never counted.
 */
const RegressionStatus = z.enum([
  'critical',
  'warning',
  'acceptable',
  'improved',
  'within_noise',
  'withheld',
  'expected-change',
  'not_comparable',
])

/** One metric of a run held against a baseline. */
export const RegressionMetric = z.object({
  baseline: z.number().nullable(),
  current: z.number().nullable(),
  /** Share of the baseline in percent, positive is worse; percentage points for an error rate. */
  regressionPct: z.number().nullable(),
  /** 95 % interval of it, where both sides have one. */
  lowPct: z.number().nullable().default(null),
  highPct: z.number().nullable().default(null),
  adjustedP: z
    .number()
    .nullable()
    .default(null)
    .describe('of no change, two-sided; of a row: corrected for the number of values in all rows (Holm)'),
  status: RegressionStatus,
  direction: z.enum(['lower', 'higher']).describe('which way is better'),
  expectedChange: z.boolean(),
  reason: z.string().nullable().default(null),
})
export type RegressionMetric = z.infer<typeof RegressionMetric>

/** One scenario of both files. One critical value of one row, corrected for their number, makes the whole critical. */
export const RegressionRow = z.object({
  model: z.string(),
  precision: z.string(),
  scenario: z.string(),
  batchSize: z.int().positive().nullable(),
  flags: z.array(Flag).default([]).describe('of either side'),
  withheld: z.string().nullable().default(null).describe('why the row gives no verdict; null: it does'),
  metrics: tableByFigure(RegressionMetric),
})
export type RegressionRow = z.infer<typeof RegressionRow>

/** Where one side comes from. */
export const RegressionSide = z.object({
  machine: z.string().nullable(),
  machineId: z.string().nullable(),
  toolVersion: z.string().nullable(),
  createdAt: z.string().nullable(),
  starts: z.int().positive().nullable().default(null).describe('how often it was measured; null: not known'),
  restarted: Restarted,
  flags: z.array(Flag).default([]).describe('of the scenarios that are compared'),
})
export type RegressionSide = z.infer<typeof RegressionSide>

/** The regression summary; names of fields and of statuses are the original's, ours beside them. */
export const RegressionFile = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  overallStatus: z.enum(['critical', 'warning', 'acceptable', 'not_comparable']),
  warningThresholdPct: z.number(),
  criticalThresholdPct: z.number(),
  metrics: tableByFigure(RegressionMetric),
  rows: z.array(RegressionRow).default([]),
  baseline: RegressionSide.nullable().default(null),
  current: RegressionSide.nullable().default(null),
  sameMachine: z.boolean().nullable().default(null).describe('null: not known of a side'),
  flags: z.array(Flag).default([]),
  notices: z.array(z.string()).default([]),
})
export type RegressionFile = z.infer<typeof RegressionFile>

export const regressionFile = defineArtifact({ name: 'regression summary', version: 1, schema: RegressionFile })
