import { compileMarkers } from './compile-markers.js'
import { defaultMarkerPatterns, type MarkerGroupName, type MarkerPatterns } from './marker-patterns.js'

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
 * @throws BenchError `invalid_argument` for a pattern that cannot be used.
 * @example resolveMarkerPatterns({ environment: process.env }).sharedStreamMarkers
 */
export function resolveMarkerPatterns({ given = {}, environment = {} }: MarkerPatternSources = {}): MarkerPatterns {
  const choose = (name: MarkerGroupName) => given[name] || environment[variables[name]] || defaultMarkerPatterns[name]
  const patterns = {
    sharedStreamMarkers: choose('sharedStreamMarkers'),
    pagedPathMarkers: choose('pagedPathMarkers'),
    blockTableMarkers: choose('blockTableMarkers'),
  }
  // Said before anything is measured.
  compileMarkers(patterns)
  return patterns
}
