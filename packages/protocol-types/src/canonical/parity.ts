import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const count = z.int().nonnegative()
const share = z.number().min(0).max(1).nullable().default(null)
const figure = z.number().nonnegative().nullable().default(null)

/** One scenario at one batch size, as the gate looks at it. Unknown is `null`, and fails what needs it. */
export const ParityScenario = z.looseObject({
  scenarioName: z.string(),
  batchSize: z.int().positive(),
  avgTbtMs: figure,
  outputThroughputTps: figure,
  correctnessPassRate: share.describe('share of the requests that succeeded'),
  fallbackRate: share.describe('share of the decode steps that fell back'),
  hasStepEvidence: z.boolean().default(false),
  hasFallbackEvidence: z.boolean().default(false),
  capabilityGaps: z.array(z.string()).default([]),
})
export type ParityScenario = z.infer<typeof ParityScenario>

/** `<label>.parity.json`: what one engine brings to the gate. */
export const ParityRun = z.looseObject({
  schemaVersion: z.literal('parity-run/v1'),
  label: z.string(),
  engineFamily: z.string().nullable().default(null).describe('native, or third-party'),
  hardwareFamily: z.string().nullable().default(null),
  model: z.string(),
  scenarios: z.array(ParityScenario),
})
export type ParityRun = z.infer<typeof ParityRun>
export const parityRunFile = defineArtifact({ name: 'parity run', version: 1, schema: ParityRun })

const thresholds = z.object({
  maxTbtRatioVsBestReference: z.number().positive().default(1.05),
  minOutputThroughputRatioVsBestReference: z.number().positive().default(0.95),
  minCorrectnessPassRate: z.number().min(0).max(1).default(1),
  maxFallbackRate: z.number().min(0).max(1).default(0),
  requireStepEvidence: z.boolean().default(true),
})

/** What a gate demands: `parity-gate print-default` prints the usual one. */
export const ParityGate = z.looseObject({
  gateId: z.string(),
  hardwareFamily: z.string().default('cuda'),
  workloadId: z.string().default('decode_bs1_bs2_bs4'),
  warmupRounds: count.default(3),
  measuredRounds: count.default(10),
  comparisonMode: z.literal('best_reference').default('best_reference'),
  scenarios: z.array(
    z.object({
      name: z.string(),
      promptTokens: z.int().positive(),
      outputTokens: z.int().positive(),
      batchSize: z.int().positive(),
    }),
  ),
  thresholds: thresholds.prefault({}),
})
export type ParityGate = z.infer<typeof ParityGate>
/** A gate is carried out, so that its enums are closed. */
export const parityGateFile = defineArtifact({ name: 'parity gate', version: 1, schema: ParityGate, enums: 'closed' })

/** In which respect a scenario did, or did not, keep up. */
const parityCategories = [
  'pass',
  'performance',
  'correctness',
  'fallback',
  'capability',
  'telemetry',
  'no_reference',
] as const

/** What the gate found, one entry a scenario. */
export const ParityEvaluation = z.object({
  schemaVersion: z.literal('parity-gate-evaluation/v1'),
  gateId: z.string(),
  candidate: z.string(),
  references: z.array(z.string()),
  passed: z.boolean(),
  scenarios: z.array(
    z.object({
      scenarioName: z.string(),
      batchSize: z.int().positive(),
      category: z.enum(parityCategories),
      passed: z.boolean(),
      reference: z.string().nullable().default(null).describe('label of the best reference'),
      tbtRatio: figure,
      outputThroughputRatio: figure,
      findings: z.array(z.string()).default([]),
    }),
  ),
})
export type ParityEvaluation = z.infer<typeof ParityEvaluation>
export const parityEvaluationFile = defineArtifact({
  name: 'parity gate evaluation',
  version: 1,
  schema: ParityEvaluation,
})
