import type { FigureName } from '@sagellm-benchmark/protocol-types/metrics'
import type { MetricEvidence } from '@sagellm-benchmark/protocol-types/validation'
import type { ClaimEvidence } from '@sagellm-benchmark/protocol-types/evidence'

/** What a claim of the convergence profile looks at in a comparison. */
export type ClaimMetrics = {
  /** Requests in flight together (the size of a batch) from which on the claim can show. */
  readonly batchFrom: number
  /** What each metric counts for, by wire name; metrics that are not named here say nothing about the claim. */
  readonly roles: Readonly<Partial<Record<FigureName, MetricEvidence['role']>>>
}

const path: ClaimMetrics = {
  batchFrom: 1,
  roles: {
    avg_tbt_ms: 'decides',
    output_throughput_tps: 'decides',
    error_rate: 'guards',
    avg_ttft_ms: 'reported',
    request_throughput_rps: 'reported',
  },
}

/**
 * The metrics of each claim: a better `avg_tbt_ms` or `output_throughput_tps` makes it, as the interpretation rule of
 * docs/convergence.md says. Sequences that share a decode step lengthen it a little, so a slower `avg_tbt_ms` is the
 * expected price of shared batching and not a refutation: there the aggregate throughput decides.
 */
export const claimMetrics: Readonly<Record<ClaimEvidence['claim'], ClaimMetrics>> = {
  shared_stream_concurrent_batching: { batchFrom: 2, roles: { ...path.roles, avg_tbt_ms: 'supports' } },
  paged_or_native_path_usage: path,
  formal_block_table_usage: path,
}
