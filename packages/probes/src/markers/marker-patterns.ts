import type { MarkerGroups } from '@sagellm-benchmark/protocol-types/evidence'

/** The three kinds of path evidence, in the order of the claims. */
export const markerGroupNames = ['sharedStreamMarkers', 'pagedPathMarkers', 'blockTableMarkers'] as const
export type MarkerGroupName = (typeof markerGroupNames)[number] & keyof MarkerGroups

/** One regular expression a group, in RE2 syntax. */
export type MarkerPatterns = Readonly<Record<MarkerGroupName, string>>

/** The patterns of sageLLM's convergence profile. */
export const defaultMarkerPatterns: MarkerPatterns = {
  sharedStreamMarkers: 'shared_batched_stream_worker|cross_request_batching|SharedStreamBatchStart',
  pagedPathMarkers:
    'block_tables|paged_attention|paged:implementation|native-ascend|native-kunlun|native-musa|torch-fallback',
  blockTableMarkers: 'block_tables|has_block_tables|slot_mapping|context_lens',
}

const variables: Readonly<Record<MarkerGroupName, string>> = {
  sharedStreamMarkers: 'SHARED_STREAM_MARKERS',
  pagedPathMarkers: 'PAGED_PATH_MARKERS',
  blockTableMarkers: 'BLOCK_TABLE_MARKERS',
}

export type MarkerPatternSources = {
  /** From a flag or the config file; wins over the environment. @default {} */
  readonly given?: Partial<MarkerPatterns>
  /** Where SHARED_STREAM_MARKERS, PAGED_PATH_MARKERS and BLOCK_TABLE_MARKERS are looked up. @default {} */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/**
 * The patterns of a run: what was given, else the environment, else the default. An empty variable counts as not set.
 *
 * @example resolveMarkerPatterns({ environment: process.env }).sharedStreamMarkers
 */
export function resolveMarkerPatterns({ given = {}, environment = {} }: MarkerPatternSources = {}): MarkerPatterns {
  const choose = (name: MarkerGroupName) => given[name] || environment[variables[name]] || defaultMarkerPatterns[name]
  return {
    sharedStreamMarkers: choose('sharedStreamMarkers'),
    pagedPathMarkers: choose('pagedPathMarkers'),
    blockTableMarkers: choose('blockTableMarkers'),
  }
}
