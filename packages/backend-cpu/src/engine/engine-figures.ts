import type { EngineTelemetry } from '@sagellm-benchmark/protocol-types/engine'
import type { ModelTokenizer } from '../model/load-tokenizer.js'
import type { ResolvedModel } from '../model/resolve-model.js'
import type { Counters } from '../worker/counters.js'
import type { LoadedModelFacts } from '../worker/messages.js'
import { peakMemoryMb } from './peak-memory.js'

/** How attention reads its cache: one block a layer, no pages. */
export const IMPLEMENTATION = 'onnxruntime-contiguous'

/** The counters of the inference thread as engines report them; `null` for what this engine does not have. */
export function telemetryFrom(counters: Counters, requestsTotal: number): EngineTelemetry {
  return {
    requestsTotal,
    requestsRunning: counters.read('running'),
    requestsWaiting: counters.read('waiting'),
    promptTokensTotal: counters.read('promptTokens'),
    generationTokensTotal: counters.read('generationTokens'),
    prefixCacheQueriesTotal: null,
    prefixCacheHitsTotal: null,
    preemptionsTotal: null,
    kvUsedTokens: counters.read('kvUsedTokens'),
    kvCapacityTokens: null,
    decodeStepsTotal: counters.read('decodeSteps'),
    decodeSequencesTotal: counters.read('decodeSequences'),
    decodeSharedStepsTotal: counters.read('decodeSharedSteps'),
    decodeStepsByImplementation: { [IMPLEMENTATION]: counters.read('decodeSteps') },
  }
}

type InfoParts = {
  readonly model: ResolvedModel
  readonly tokenizer: ModelTokenizer
  readonly facts: LoadedModelFacts
  readonly threads: number
}

/** What `/info` says of the loaded model, beside the identity of the engine. */
export function engineInfo({ model, tokenizer, facts, threads }: InfoParts) {
  return {
    model_source: model.source,
    dtype: model.dtype,
    threads,
    max_batch_size: facts.maxBatchSize,
    vocab_size: facts.vocabularySize,
    has_chat_template: tokenizer.hasChatTemplate,
    load_ms: facts.loadMs,
    peak_memory_mb: peakMemoryMb(),
    transformers_version: facts.transformersVersion,
    onnxruntime_version: facts.onnxruntimeVersion,
  }
}
