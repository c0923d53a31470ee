import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type {
  DecodeStepRecord,
  EngineTelemetry,
  GenerationRequest,
  GenerationStep,
  ServedEngine,
} from '@sagellm-benchmark/protocol-types/engine'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { version } from '../version.js'
import { checkLength } from './check-length.js'
import { createTruthLog, type GroundTruth } from './ground-truth.js'
import { createKvCache } from './kv-cache.js'
import { promptTokens } from './prompt-tokens.js'
import { referenceTokenizer, vocabularySize } from './reference-tokenizer.js'
import { contentLabels, tokensFor } from './request-content.js'
import { sampleLognormal } from './sample-lognormal.js'
import { createScheduler } from './scheduler.js'
import { zeroCounters } from './scheduler-counters.js'
import type { Sequence } from './sequence.js'
import { type SimulatorInput, SimulatorOptions } from './simulator-options.js'
import { createStepQueue } from './step-queue.js'

/** The simulator: a `ServedEngine` that also knows the truth about what it served. */
export interface ReferenceEngine extends ServedEngine {
  /** True times of a request by its id; `null` when it is unknown or forgotten (the last 20,000 are kept). */
  groundTruth(requestId: string): GroundTruth | null
  groundTruths(): GroundTruth[]
  /** Empties the prefix cache, except for what running requests use. */
  flushPrefixCache(): void
  observeDecodeSteps(observer: (step: DecodeStepRecord) => void): () => void
}

/**
 * A deterministic simulation of an inference engine with continuous batching. It computes no model: times come from
 * `SimulatorOptions`, texts from a seed, and everything it serves says that it is simulated.
 *
 * @throws ZodError when an option is out of range.
 * @example
 * const engine = createReferenceEngine({ decodeStepMs: 10, speedFactor: 0.75 })
 * for await (const step of engine.generate(request, { requestId: 'r-1' })) console.log(step.text)
 */
export function createReferenceEngine(input: SimulatorInput & { readonly clock?: Clock } = {}): ReferenceEngine {
  const { clock = systemClock(), ...given } = input
  const options = SimulatorOptions.parse(given)
  const tokenizer = referenceTokenizer()
  const counters = zeroCounters()
  const truth = createTruthLog()
  const observers = new Set<(step: DecodeStepRecord) => void>()
  const kv = createKvCache({
    blocks: options.kvBlocks,
    blockSize: options.kvBlockSize,
    prefixCache: options.prefixCache,
  })
  const scheduler = createScheduler({
    options,
    clock,
    kv,
    truth,
    counters,
    stepNoise: createRandom(deriveSeed(options.seed, 'step-noise')),
    onDecodeStep: (step) => observers.forEach((observer) => observer(step)),
  })
  const endings = new Set<() => void>()
  let closed = false

  const countPromptTokens = (request: GenerationRequest) => promptTokens(request.input, tokenizer).length

  const generate: ServedEngine['generate'] = (request, { requestId, signal }) => {
    if (closed) throw new BenchError('unavailable', 'the engine is closed')
    const promptIds = promptTokens(request.input, tokenizer)
    checkLength({ prompt: promptIds.length, maxTokens: request.maxTokens }, options)
    const free = Math.max(0, options.maxBatchSize - scheduler.running.length)
    if (scheduler.waiting.length + request.choices > options.maxWaiting + free) {
      throw new BenchError('resource_exhausted', `the queue holds ${options.maxWaiting} sequences and is full`, {
        hint: 'send fewer requests at once, or raise maxWaiting',
      })
    }

    const arrivedAtMs = clock.now()
    counters.requests += 1
    counters.promptTokens += promptIds.length
    truth.arrived(requestId, arrivedAtMs, request.choices)
    let open = request.choices
    const stop = () => {
      signal?.removeEventListener('abort', stop)
      endings.delete(stop)
      for (const sequence of sequences) if (!sequence.finished) scheduler.remove(sequence)
      queue.end()
    }
    const queue = createStepQueue<GenerationStep>(stop)
    const emit = (step: GenerationStep) => {
      queue.push(step)
      if (step.finishReason !== null) open -= 1
      if (open === 0) stop()
    }
    const requestNoise = createRandom(deriveSeed(options.seed, 'request-noise', counters.requests))
    const noise = sampleLognormal(options.requestNoiseCv, requestNoise)
    const sequences = Array.from({ length: request.choices }, (_, choice): Sequence => {
      const labels = contentLabels(request, { promptIds, choice, ordinal: counters.requests })
      return {
        requestId,
        choice,
        arrivedAtMs,
        promptIds,
        maxTokens: request.maxTokens,
        nextToken: tokensFor(request, { options, labels }),
        draft: createRandom(deriveSeed(options.seed, 'draft', ...labels)),
        noise,
        emit,
        generated: [],
        lease: null,
        computed: 0,
        toCompute: promptIds.length,
        cachedPromptTokens: null,
        queuedMs: null,
        finished: false,
      }
    })
    endings.add(stop)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    else scheduler.add(sequences)
    return queue
  }

  return {
    identity: {
      engine: 'reference-engine',
      version,
      model: options.model,
      maxModelLen: options.maxModelLen,
      simulated: true,
      notice: 'Simulated: times come from a model of an engine, texts from a seed. No inference takes place.',
    },
    tokenizer,
    countPromptTokens,
    generate,
    telemetry: (): EngineTelemetry => ({
      requestsTotal: counters.requests,
      requestsRunning: scheduler.running.length,
      requestsWaiting: scheduler.waiting.length,
      promptTokensTotal: counters.promptTokens,
      generationTokensTotal: counters.generatedTokens,
      prefixCacheQueriesTotal: options.prefixCache ? counters.prefixQueries : null,
      prefixCacheHitsTotal: options.prefixCache ? counters.prefixHits : null,
      preemptionsTotal: counters.preemptions,
      kvUsedTokens: kv.usage().usedTokens,
      kvCapacityTokens: kv.usage().capacityTokens,
      decodeStepsTotal: counters.decodeSteps,
      decodeSequencesTotal: counters.decodeSequences,
      decodeSharedStepsTotal: counters.sharedSteps,
      decodeStepsByImplementation: { ...counters.byImplementation },
      kvEvictionsTotal: kv.usage().evictions,
      specDraftTokensTotal: options.draftTokens > 0 ? counters.draftTokens : null,
      specAcceptedTokensTotal: options.draftTokens > 0 ? counters.acceptedTokens : null,
    }),
    info: () => ({
      vocabulary_size: vocabularySize,
      seed: options.seed,
      speed_factor: options.speedFactor,
      max_batch_size: options.maxBatchSize,
      prefix_cache_enabled: options.prefixCache,
      pacing: { max_lag_ms: counters.maxLagMs, time_line_resets: counters.timeLineResets },
    }),
    observeDecodeSteps(observer) {
      observers.add(observer)
      return () => void observers.delete(observer)
    },
    groundTruth: truth.of,
    groundTruths: truth.all,
    flushPrefixCache: kv.flush,
    async close() {
      closed = true
      for (const end of [...endings]) end()
      scheduler.close()
    },
  }
}
