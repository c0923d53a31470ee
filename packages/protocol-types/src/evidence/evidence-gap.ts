import { z } from 'zod'

/**
 * Something that could not be learnt, by name. The first five are the original's own names; the rest say more exactly what
 * went wrong. A gap never becomes a zero.
 */
export const EvidenceGapCode = z.enum([
  'missing_endpoint_identity_probe',
  'missing_metrics_probe',
  'missing_log_probe',
  'log_probe_marker_hits_zero',
  'runtime_surface_marker_hits_zero',
  'surface_unreachable',
  'surface_timed_out',
  'surface_refused',
  'surface_wrong_content',
  'surface_too_large',
  'surface_cut_short',
  'surface_not_compared',
  'metrics_unreadable',
  'metrics_engine_unknown',
  'metrics_lines_malformed',
  'counter_reset',
  'log_missing',
  'log_not_text',
  'log_not_a_file',
  'log_unreadable',
  'log_truncated',
  'log_segment_unreadable',
  'log_lines_too_long',
  'process_unreadable',
])
export type EvidenceGapCode = z.infer<typeof EvidenceGapCode>

export const EvidenceGap = z.object({
  code: EvidenceGapCode,
  /** The surface, file or program it is about. */
  source: z.string(),
  /** One plain line, secrets removed. */
  message: z.string(),
})
export type EvidenceGap = z.infer<typeof EvidenceGap>
