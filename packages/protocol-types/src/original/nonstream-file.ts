import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const figure = z.number().nullable().default(null)
const count = z.int().nonnegative().nullable().default(null)

const figures = {
  totalBatches: count,
  warmupRounds: count,
  totalRequests: count,
  successfulRequests: count,
  failedRequests: count,
  avgLatencyMs: figure,
  avgPromptTokens: figure,
  avgCompletionTokens: figure,
  throughputRps: figure,
} as const

/** `<label>.json` of the Python original's nonstream-compare: one target, by batches. */
export const OriginalNonstreamTarget = z.object({
  kind: z.literal('nonstream_compare_target'),
  model: z.string(),
  prompt: z.string().nullable().default(null),
  maxTokens: count,
  label: z.string(),
  url: z.string().nullable().default(null),
  summary: z.object(figures),
  batches: z
    .array(
      z.object({
        batchSize: z.int().positive(),
        roundIndex: count,
        requestCount: count,
        successCount: count,
        errorCount: count,
        wallTimeMs: figure,
        avgRequestLatencyMs: figure.describe('failures included, unlike the mean of the target'),
        throughputRps: figure,
        completionTokens: figure,
      }),
    )
    .default([]),
})
export type OriginalNonstreamTarget = z.infer<typeof OriginalNonstreamTarget>

/** Its comparison.json; deltas are absolute, target minus baseline. */
export const OriginalNonstreamComparison = z.object({
  kind: z.literal('nonstream_compare'),
  model: z.string(),
  prompt: z.string().nullable().default(null),
  batchSizes: z.array(z.int().positive()).default([]),
  baseline: z.string().nullable().default(null),
  targets: z.array(
    z.object({
      label: z.string(),
      url: z.string().nullable().default(null),
      ...figures,
      deltaVsBaseline: z.record(z.string(), z.number().nullable()).default({}),
    }),
  ),
})
export type OriginalNonstreamComparison = z.infer<typeof OriginalNonstreamComparison>

export const originalNonstreamTargetFile = defineArtifact({
  name: 'non-streamed target of the Python original',
  version: 1,
  schema: OriginalNonstreamTarget,
})
export const originalNonstreamComparisonFile = defineArtifact({
  name: 'non-streamed comparison of the Python original',
  version: 1,
  schema: OriginalNonstreamComparison,
})
