import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'

/** What the engine said about itself over the run; everything else stays `null`. */
export type EngineFigures = Pick<
  AggregatedMetrics,
  | 'peakMemMb'
  | 'totalKvUsedTokens'
  | 'totalKvUsedBytes'
  | 'avgPrefixHitRate'
  | 'totalEvictCount'
  | 'totalEvictMs'
  | 'avgSpecAcceptRate'
>

/** An engine that said nothing. */
export const engineUnknown: EngineFigures = {
  peakMemMb: null,
  totalKvUsedTokens: null,
  totalKvUsedBytes: null,
  avgPrefixHitRate: null,
  totalEvictCount: null,
  totalEvictMs: null,
  avgSpecAcceptRate: null,
}
