import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const unknown = z.number().nullable().default(null)

export const ConvergenceVerdict = z.enum([
  'converged',
  'performance_observation_only',
  'wired_not_performant',
  'not_converged',
  'insufficient_evidence',
])
export type ConvergenceVerdict = z.infer<typeof ConvergenceVerdict>

/** One claim about one target, and what it rests on. */
export const ClaimVerdict = z.object({
  target: z.string(),
  claim: z.string().describe('shared_stream_concurrent_batching, paged_or_native_path_usage, formal_block_table_usage'),
  verdict: ConvergenceVerdict,
  metricEvidence: z.array(z.string()).default([]),
  pathEvidence: z.array(z.string()).default([]),
  gaps: z.array(z.string()).default([]),
})
export type ClaimVerdict = z.infer<typeof ClaimVerdict>

/** `validation_summary.json` of the convergence profile; what only the probes know stays as they wrote it. */
export const ValidationFile = z.looseObject({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  profile: z.string(),
  baseline: z.string(),
  model: z.string(),
  batchSizes: z.array(z.int().positive()),
  resultFields: z.array(z.string()).default([]),
  targets: z.array(
    z.looseObject({
      label: z.string(),
      url: z.string().nullable().default(null),
      summary: z.looseObject({
        avgTtftMs: unknown,
        avgTbtMs: unknown,
        avgThroughputTps: unknown,
        outputThroughputTps: unknown,
        requestThroughputRps: unknown,
      }),
      deltaVsBaseline: z.record(z.string(), z.number().nullable()).nullable().default(null),
      probeCoverage: z.record(z.string(), z.unknown()).nullable().default(null),
      evidenceGaps: z.array(z.string()).default([]),
    }),
  ),
  verdicts: z.array(ClaimVerdict).default([]),
  createdAt: z.string().nullable().default(null),
  notices: z.array(z.string()).default([]),
  command: z.string().nullable().default(null),
})
export type ValidationFile = z.infer<typeof ValidationFile>

export const validationFile = defineArtifact('validation summary', ValidationFile)
