import type { EvidenceClaim } from '@sagellm-benchmark/protocol-types/evidence'
import type { MarkerGroupName } from '../markers/marker-patterns.js'

/** One claim, the marker group that can show it, and what counts, in words that a report can print. */
export type ClaimRule = { readonly claim: EvidenceClaim; readonly group: MarkerGroupName; readonly rule: string }

/** The claims of the convergence profile. */
export const claimRules: readonly ClaimRule[] = [
  {
    claim: 'shared_stream_concurrent_batching',
    group: 'sharedStreamMarkers',
    rule: 'a shared-stream marker line that was written during the run, or a decode step of the run whose batch held two or more sequences',
  },
  {
    claim: 'paged_or_native_path_usage',
    group: 'pagedPathMarkers',
    rule: 'a line of the run that names a paged or native implementation and no fallback, or a decode step that ran one; words that also belong to the block-table claim prove nothing here',
  },
  {
    claim: 'formal_block_table_usage',
    group: 'blockTableMarkers',
    rule: 'a line of the run that names block tables, slot mapping or context lengths without saying that they are off, or a decode step that was given them',
  },
]
