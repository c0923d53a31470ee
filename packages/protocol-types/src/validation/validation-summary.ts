import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { TargetEvidence } from '../evidence/target-evidence.js'
import { ValidationFile } from './validation-file.js'

const path = z.string().nullable()

/** Names of the files of one target beside the summary; `null` = not written, and a gap says why. */
export const TargetArtifacts = z.object({
  targetJson: path,
  targetMarkdown: path,
  infoJson: path,
  modelsJson: path,
  metricsProm: path,
  logProbeJson: path,
  infoBeforeJson: path,
  metricsBeforeProm: path,
  snapshotBeforeJson: path,
  snapshotAfterJson: path,
  serverTelemetryJson: path,
  resourcesJson: path,
})
export type TargetArtifacts = z.infer<typeof TargetArtifacts>

/** One target of the summary: the original's fields, and the evidence claim by claim. */
export const ValidationTarget = ValidationFile.shape.targets.element
  .extend(TargetEvidence.shape)
  .extend({ artifacts: TargetArtifacts })
export type ValidationTarget = z.infer<typeof ValidationTarget>

/**
 * `validation_summary.json` as this program writes it. `ValidationFile` reads it too, and what the original wrote besides.
 */
export const ValidationSummary = ValidationFile.extend({
  schemaVersion: z.literal(1),
  targets: z.array(ValidationTarget),
})
export type ValidationSummary = z.infer<typeof ValidationSummary>

export const validationSummaryFile = defineArtifact({
  name: 'validation summary',
  version: 1,
  schema: ValidationSummary,
})
