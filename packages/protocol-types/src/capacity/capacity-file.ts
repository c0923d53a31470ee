import { z } from 'zod'
import { MeasuredTarget } from '../artifacts/benchmark-summary.js'
import { defineArtifact } from '../json/artifact.js'
import { RunPlan } from '../run/run-plan.js'
import { SweepPoint } from '../sweeps/sweep-point.js'

const figure = z.number().nullable()

/** What the search asks for. */
export const CapacityQuestion = z.object({
  by: z.enum(['rate', 'concurrency']),
  /** Limits as texts of the threshold grammar. */
  slo: z.array(z.string()).min(1),
  confidence: z.number().min(0.5).lt(1).default(0.95),
  /** Width of the interval as a share of its lower end. */
  precision: z.number().positive().max(10).default(0.2),
  /** The least and the highest load that is tried, and the first one; `null`: found from what comes back when much is sent at once. */
  low: z.number().positive().nullable().default(null),
  high: z.number().positive().nullable().default(null),
  start: z.number().positive().nullable().default(null),
  /** Time for all measurements together; `null`: no end. */
  budgetSeconds: z.number().positive().nullable().default(null),
})
export type CapacityQuestion = z.infer<typeof CapacityQuestion>

/** `capacity_plan.json`: a search that was cut off goes on with it. */
export const CapacityPlan = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('capacity_plan'),
  question: CapacityQuestion,
  /** Of one workload, whose load and number of requests each measurement replaces. */
  plan: RunPlan,
})
export type CapacityPlan = z.infer<typeof CapacityPlan>
export const capacityPlanFile = defineArtifact({
  name: 'capacity plan',
  version: 1,
  schema: CapacityPlan,
  enums: 'closed',
})

/** How a load stands to one limit. `value`: share of requests that break it, or the mean. */
export const ProbedLimit = z.object({
  limit: z.string(),
  verdict: z.enum(['meets', 'fails', 'undecided']),
  value: figure,
  /** What it is compared with, in the same unit. */
  allowed: z.number(),
})
export type ProbedLimit = z.infer<typeof ProbedLimit>

/** A load that was probed, over all its measurements. */
export const ProbedLoad = z.object({
  load: z.number().positive(),
  visits: z.int().nonnegative(),
  requests: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  verdict: z.enum(['meets', 'fails', 'undecided', 'withheld']),
  overloaded: z.boolean(),
  limits: z.array(ProbedLimit),
  reasons: z.array(z.string()),
})
export type ProbedLoad = z.infer<typeof ProbedLoad>

/**
 * Why a search ended: as precise as was asked; the time was over; interrupted; the least load already fails; the highest one still meets;
 * the client could not go on; two loads contradict each other, because the server changed meanwhile.
 */
export const CapacityEnd = z.enum([
  'found',
  'budget',
  'interrupted',
  'fails_at_least_load',
  'meets_at_highest_load',
  'client_limit',
  'contradiction',
])
export type CapacityEnd = z.infer<typeof CapacityEnd>

/** `capacity.json`: the highest load that meets the limits, as an interval. */
export const CapacityFile = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('capacity'),
  createdAt: z.string().describe('ISO 8601, UTC'),
  toolVersion: z.string(),
  target: MeasuredTarget,
  model: z.string().nullable(),
  simulated: z.boolean(),
  question: CapacityQuestion,
  /** The highest load that was shown to meet the limits; `null`: none was. */
  low: figure,
  /** The least load that was shown to break one; `null`: none was. */
  high: figure,
  /** Most likely in between; `null` without both ends. */
  estimate: figure,
  /** `null` where both ends are not known. */
  precisionReached: figure,
  ended: CapacityEnd,
  message: z.string(),
  seconds: z.number().nonnegative().describe('that the measurements took'),
  probes: z.array(ProbedLoad).describe('by load'),
  points: z.array(SweepPoint).describe('the measurements in their order'),
  notices: z.array(z.string()),
  command: z.string().nullable(),
})
export type CapacityFile = z.infer<typeof CapacityFile>
export const capacityFile = defineArtifact({ name: 'capacity', version: 1, schema: CapacityFile })
