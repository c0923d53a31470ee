import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { type Evidence, evidenceOf, objectionToWin, type RuleContext, type Sides } from '../evidence/index.js'
import type { PerfPair } from './perf-pairs.js'

/** Both sides of one scenario, as the judge of comparisons looks at them too. */
export function sidesOfPair({ baseline, current }: PerfPair): Sides {
  return { baseline: rowEvidence(baseline, 'the baseline'), candidate: rowEvidence(current, 'the current run') }
}

/** Both sides are to be one engine; every load but a single request keeps several in flight. */
export function contextOfPair({ current: { batchSize } }: PerfPair): RuleContext {
  return { oneEngine: true, sharedBatch: batchSize !== 1 }
}

/** Why the current run may not be called better on what it has in some scenarios; `null` where it may. */
export function objectionToImprovement(pairs: readonly PerfPair[]): string | null {
  const sum = (of: (side: Evidence) => number) =>
    pairs.reduce((total, pair) => total + of(sidesOfPair(pair).candidate), 0)
  const counts = { failed: sum(({ failed }) => failed), requests: sum(({ requests }) => requests) }
  return objectionToWin({ name: 'the current run', ...counts })?.reason ?? null
}

function rowEvidence(row: E2ePerfRow, name: string): Evidence {
  const { flags, failedRequests, successfulRequests, serverCounters, saturationReasons } = row
  const { healthyEnginesBefore: before = null, healthyEnginesAfter: after = null } = serverCounters ?? {}
  return evidenceOf({
    name,
    requests: (successfulRequests ?? 0) + (failedRequests ?? 0),
    failed: failedRequests ?? 0,
    clientLimit: flags.includes('client_saturated') ? saturationReasons.join(', ') : null,
    loadNotKept: flags.includes('load_not_kept') ? '' : null,
    enginesChanged: flags.includes('engines_changed') ? { before, after } : null,
    model: row.effectiveModel,
    precision: row.effectivePrecision,
    simulated: row.simulated,
    cacheContaminated: flags.includes('cache_contaminated'),
    promptTokens: row.promptTokens,
    // A row that keeps no length that was asked for is one of the original, which keeps none at all.
    outputTokens: row.outputTokens ?? (row.requestedOutputTokens === null ? 'not_kept' : 'unknown'),
    rounding: 1,
    tbt: { unusable: row.tbtUnusableShare, heldBack: flags.includes('stream_held_back') },
  })
}
