import { z } from 'zod'
import { EvidenceGap } from './evidence-gap.js'
import { MarkerExample, MarkerGroups } from './log-probe.js'

/** The three claims of the convergence profile, by the original's names of their checks. */
export const EvidenceClaim = z.enum([
  'shared_stream_concurrent_batching',
  'paged_or_native_path_usage',
  'formal_block_table_usage',
])
export type EvidenceClaim = z.infer<typeof EvidenceClaim>

/** One kind of observation for or against a claim. */
export const EvidenceItem = z.object({
  /** `path`: the claimed path ran. `fallback`: the fallback ran. `mention`: words that prove nothing here, with the reason in `note`. */
  kind: z.enum(['path', 'fallback', 'mention']),
  /** `log`, `info`, `metrics`, `models`, or `decode_telemetry` for the step records of `/info`. */
  source: z.string(),
  /** The part of the pattern that matched, or the field that was read. */
  alternative: z.string(),
  /** Lines, or decode steps; only what appeared during the run. */
  count: z.int().nonnegative(),
  examples: z.array(MarkerExample).default([]),
  note: z.string().nullable().default(null),
})
export type EvidenceItem = z.infer<typeof EvidenceItem>

/** Path evidence for one claim about one target. */
export const ClaimEvidence = z.object({
  claim: EvidenceClaim,
  /**
   * `yes`: at least one `path` item. `none`: everything that could show it was read whole, and did not.
   * `missing_probes`: nothing was found, but not everything was read.
   */
  evidence: z.enum(['yes', 'none', 'missing_probes']),
  /** What counts for this claim, in one sentence. */
  rule: z.string(),
  items: z.array(EvidenceItem).default([]),
  /** Gap names that bear on this claim. */
  gaps: z.array(z.string()),
})
export type ClaimEvidence = z.infer<typeof ClaimEvidence>

/** What the probes say about one target; part of `validation_summary.json`. */
export const TargetEvidence = z.object({
  label: z.string(),
  claims: z.array(ClaimEvidence),
  /** Which of the original's four probes gave something that could be read. */
  probeCoverage: z.object({ info: z.boolean(), models: z.boolean(), metrics: z.boolean(), logProbe: z.boolean() }),
  /** Lines of `/info`, `/v1/models` and `/metrics` (pretty-printed) that match and appeared during the run. */
  runtimeSurfaceMarkers: MarkerGroups,
  /** The original's list of names, ours beside them. */
  evidenceGaps: z.array(z.string()),
  gapDetails: z.array(EvidenceGap).default([]),
})
export type TargetEvidence = z.infer<typeof TargetEvidence>
