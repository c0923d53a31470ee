import type { EngineName } from '@sagellm-benchmark/protocol-types/engine'
import type { MarkerGroups } from '@sagellm-benchmark/protocol-types/evidence'

/** The three kinds of path evidence, in the order of the claims. */
export const markerGroupNames = ['sharedStreamMarkers', 'pagedPathMarkers', 'blockTableMarkers'] as const
export type MarkerGroupName = (typeof markerGroupNames)[number] & keyof MarkerGroups

/** One regular expression a group, in RE2 syntax. */
export type MarkerPatterns = Readonly<Record<MarkerGroupName, string>>

/** The patterns of each engine whose log lines are known, by its one name. */
export const markerProfiles = {
  // The convergence profile: the lines name the path of any engine that is built on sageLLM's core.
  sagellm: {
    sharedStreamMarkers: 'shared_batched_stream_worker|cross_request_batching|SharedStreamBatchStart|decode_step_batch',
    pagedPathMarkers:
      'block_tables|paged_attention|paged:implementation|native-ascend|native-kunlun|native-musa|torch-fallback',
    blockTableMarkers: 'block_tables|has_block_tables|slot_mapping|context_lens',
  },
} as const satisfies Partial<Record<EngineName, MarkerPatterns>>

/** What is looked for where nothing else is said. */
export const defaultMarkerPatterns: MarkerPatterns = markerProfiles.sagellm
