import type { MarkerPatterns } from '@sagellm-benchmark/probes'
import type { MarkerGroups } from '@sagellm-benchmark/protocol-types/evidence'

/** The patterns that markers were counted with. */
export function patternsOf(groups: MarkerGroups): MarkerPatterns {
  return {
    sharedStreamMarkers: groups.sharedStreamMarkers.pattern,
    pagedPathMarkers: groups.pagedPathMarkers.pattern,
    blockTableMarkers: groups.blockTableMarkers.pattern,
  }
}
