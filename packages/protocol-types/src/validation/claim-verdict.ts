import { z } from 'zod'
import { MarkerExample } from '../evidence/log-probe.js'
import { ClaimEvidence, EvidenceItem } from '../evidence/target-evidence.js'
import { ComparisonVerdict } from '../comparison/comparison-file.js'

const number = z.number().nullable()

export const ConvergenceVerdict = z.enum([
  'converged',
  'performance_observation_only',
  'wired_not_performant',
  'not_converged',
  'insufficient_evidence',
])
export type ConvergenceVerdict = z.infer<typeof ConvergenceVerdict>

/** One metric that a claim looks at, in one scenario under one load. */
export const MetricEvidence = z.object({
  metric: z.string().describe('wire name, e.g. output_throughput_tps'),
  batchSize: z.int().positive().nullable(),
  load: z.string().nullable().default(null).describe('label of a load that is no batch; null: a batch of batch_size'),
  scenario: z.string().nullable(),
  /**
   * `decides`: better counts for the claim, worse against it. `supports`: better counts for it. `guards`: worse counts
   * against it. `reported`: counts neither way (`told` in files before 0.1.0).
   */
  role: z.enum(['decides', 'supports', 'guards', 'reported']),
  baseline: number,
  candidate: number,
  /** candidate / baseline with its interval. */
  ratio: number,
  low: number,
  high: number,
  verdict: ComparisonVerdict.shape.verdict,
  reason: z.string().nullable(),
})
export type MetricEvidence = z.infer<typeof MetricEvidence>

/** One observation that bears on a claim, with the first line that shows it. */
export const PathEvidence = EvidenceItem.omit({ examples: true }).extend({
  example: MarkerExample.nullable(),
})
export type PathEvidence = z.infer<typeof PathEvidence>

/** One claim about one target, and what it rests on. */
export const ClaimVerdict = z.object({
  target: z.string(),
  claim: z.string().describe('shared_stream_concurrent_batching, paged_or_native_path_usage, formal_block_table_usage'),
  verdict: ConvergenceVerdict,
  /** One sentence: why this verdict and no other. */
  reason: z.string(),
  /** How the metrics moved against the baseline, all together. */
  metricDelta: z.enum(['better', 'not_better', 'inconclusive']),
  /** Whether the path was seen in this target during the run. */
  pathSeen: ClaimEvidence.shape.evidence,
  /** Whether the baseline took the same path: then the path is not what the difference comes from. */
  pathSeenInBaseline: ClaimEvidence.shape.evidence,
  metricEvidence: z.array(MetricEvidence),
  pathEvidence: z.array(PathEvidence),
  /** Names of what is missing; the original's names where it had one. */
  gaps: z.array(z.string()),
})
export type ClaimVerdict = z.infer<typeof ClaimVerdict>
