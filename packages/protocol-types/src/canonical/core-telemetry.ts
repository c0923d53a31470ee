import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { CompatibilityMatrix } from './compatibility.js'

const count = z.int().nonnegative()
const ms = z.number().nonnegative()
const names = z.array(z.string()).default([])
/** Engines number their steps and batches, or name them. */
const id = z.union([count, z.string().min(1)])

/** One decode step, as sagellm-core tells it. */
export const CoreDecodeStep = z.looseObject({
  traceId: z.string(),
  requestId: z.string(),
  orchestrationStepId: id,
  batchId: id,
  batchType: z.string(),
  stepIndex: count,
  batchSize: z.int().positive(),
  activeSequences: count,
  emittedTokens: count,
  stepLatencyMs: ms,
  selectedImplementation: z.string(),
  selectedOperatorPack: z.string(),
  selectionInterfaceName: z.string(),
  telemetrySource: z.string(),
})
export type CoreDecodeStep = z.infer<typeof CoreDecodeStep>

const summary = {
  stepRecords: count,
  uniqueRequests: count,
  avgStepLatencyMs: ms.nullable(),
  maxStepLatencyMs: ms.nullable(),
  selectedImplementations: names,
  selectedOperatorPacks: names,
} as const

/** `<label>_core_telemetry.json`: the decode steps of an engine, and what they come to. */
export const CoreDecodeTelemetry = z.looseObject({
  schemaVersion: z.literal('core-decode-step-telemetry/v1'),
  label: z.string(),
  model: z.string(),
  hardwareFamily: z.string().nullable().default(null).describe('cpu, cuda, ascend, ...; null: nobody said'),
  featureGate: z.record(z.string(), z.unknown()).default({}),
  stepTelemetrySchemaVersion: z.int().positive().default(1),
  stepTelemetryStableFields: names,
  stepTelemetryEntries: count,
  lastOrchestrationStepId: id.nullable().default(null),
  stepTelemetry: z.array(CoreDecodeStep),
  summary: z.object({
    ...summary,
    batchSizes: z.array(z.int().positive()).default([]),
    byBatchSize: z.array(z.object({ batchSize: z.int().positive(), ...summary })).default([]),
  }),
})
export type CoreDecodeTelemetry = z.infer<typeof CoreDecodeTelemetry>
export const coreTelemetryFile = defineArtifact({
  name: 'core decode telemetry',
  version: 1,
  schema: CoreDecodeTelemetry,
})

/** What an engine says of itself in `/info`, held against itself and against a reference. */
export const RuntimeConsistency = z.looseObject({
  schemaVersion: z.literal('live-runtime-consistency/v1'),
  passed: z.boolean(),
  label: z.string(),
  url: z.string().nullable().default(null),
  model: z.string().nullable().default(null),
  hardwareFamily: z.string().nullable().default(null),
  validationBatchSizes: z.array(z.int().positive()).default([]),
  successfulLiveBatchSizes: z.array(z.int().positive()).default([]),
  observedBatchSize: z.int().positive().nullable().default(null),
  referenceArtifact: z.string().nullable().default(null),
  observed: z.record(z.string(), z.unknown()).default({}),
  reference: z.record(z.string(), z.unknown()).default({}),
  compatibility: CompatibilityMatrix.nullable().default(null),
  findings: z.array(z.object({ code: z.string(), message: z.string() })).default([]),
})
export type RuntimeConsistency = z.infer<typeof RuntimeConsistency>
export const runtimeConsistencyFile = defineArtifact({
  name: 'runtime consistency report',
  version: 1,
  schema: RuntimeConsistency,
})
