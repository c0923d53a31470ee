import { type FigureName, figuresIn, type MetricPlace } from '@sagellm-benchmark/protocol-types/metrics'
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
    ...rolesIn('claim_decides', 'decides'),
    ...rolesIn('claim_guards', 'guards'),
    ...rolesIn('claim_reported', 'reported'),
  },
}

/** Sequences that share a decode step lengthen it a little, so a slower time between tokens does not refute the claim of shared batching. */
const times = figuresIn('claim_decides').filter(({ metric }) => metric.needsTbt)
const batchingRoles = { ...path.roles, ...Object.fromEntries(times.map(({ name }) => [name, 'supports' as const])) }

/**
 * The metrics of each claim: one that decides makes it when it is better, as the interpretation rule of docs/convergence.md says.
 * A slower time between tokens is the expected price of shared batching and not a refutation: there the aggregate throughput decides.
 */
export const claimMetrics: Readonly<Record<ClaimEvidence['claim'], ClaimMetrics>> = {
  shared_stream_concurrent_batching: { batchFrom: 2, roles: batchingRoles },
  paged_or_native_path_usage: path,
  formal_block_table_usage: path,
}

function rolesIn(place: MetricPlace, role: MetricEvidence['role']): ClaimMetrics['roles'] {
  return Object.fromEntries(figuresIn(place).map(({ name }) => [name, role]))
}
