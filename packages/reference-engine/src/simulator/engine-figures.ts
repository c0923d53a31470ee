import type { EngineTelemetry } from '@sagellm-benchmark/protocol-types/engine'
import type { KvCache } from './kv-cache.js'
import { vocabularySize } from './reference-tokenizer.js'
import type { Scheduler } from './scheduler.js'
import type { SchedulerCounters } from './scheduler-counters.js'
import type { SimulatorOptions } from './simulator-options.js'

type FigureParts = {
  readonly options: SimulatorOptions
  readonly counters: SchedulerCounters
  readonly scheduler: Scheduler
  readonly kv: KvCache
}

/** Counters as engines report them; `null` for what the simulated engine does not have. */
export function telemetryOf({ options, counters, scheduler, kv }: FigureParts): EngineTelemetry {
  const usage = kv.usage()
  return {
    requestsTotal: counters.requests,
    requestsRunning: scheduler.running.length,
    requestsWaiting: scheduler.waiting.length,
    promptTokensTotal: counters.promptTokens,
    generationTokensTotal: counters.generatedTokens,
    prefixCacheQueriesTotal: options.prefixCache ? counters.prefixQueries : null,
    prefixCacheHitsTotal: options.prefixCache ? counters.prefixHits : null,
    preemptionsTotal: counters.preemptions,
    kvUsedTokens: usage.usedTokens,
    kvCapacityTokens: usage.capacityTokens,
    kvBlockTokens: options.kvBlockSize,
    decodeStepsTotal: counters.decodeSteps,
    decodeSequencesTotal: counters.decodeSequences,
    decodeSharedStepsTotal: counters.sharedSteps,
    decodeBlockTableStepsTotal: counters.blockTableSteps,
    decodeStepsByImplementation: { ...counters.byImplementation },
    kvEvictionsTotal: usage.evictions,
    specDraftTokensTotal: options.draftTokens > 0 ? counters.draftTokens : null,
    specAcceptedTokensTotal: options.draftTokens > 0 ? counters.acceptedTokens : null,
  }
}

/** What `/info` says beside the identity of the engine. */
export function engineInfo({ options, counters }: Pick<FigureParts, 'options' | 'counters'>) {
  return {
    vocabulary_size: vocabularySize,
    seed: options.seed,
    speed_factor: options.speedFactor,
    max_batch_size: options.maxBatchSize,
    prefix_cache_enabled: options.prefixCache,
    pacing: { max_lag_ms: counters.maxLagMs, time_line_resets: counters.timeLineResets },
  }
}
