import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { DecodeStepRecord, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { version } from '../version.js'
import { engineInfo, telemetryOf } from './engine-figures.js'
import { createGenerator } from './generate.js'
import { createTruthLog, type GroundTruth } from './ground-truth.js'
import { createKvCache } from './kv-cache.js'
import { promptTokens } from './prompt-tokens.js'
import { referenceTokenizer } from './reference-tokenizer.js'
import { createScheduler } from './scheduler.js'
import { zeroCounters } from './scheduler-counters.js'
import { type SimulatorInput, SimulatorOptions } from './simulator-options.js'

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
  const generator = createGenerator({ options, clock, tokenizer, scheduler, counters, truth })

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
    countPromptTokens: ({ input: prompt }) => promptTokens(prompt, tokenizer).length,
    generate: generator.generate,
    telemetry: () => telemetryOf({ options, counters, scheduler, kv }),
    info: () => engineInfo({ options, counters }),
    observeDecodeSteps(observer) {
      observers.add(observer)
      return () => void observers.delete(observer)
    },
    groundTruth: truth.of,
    groundTruths: truth.all,
    flushPrefixCache: kv.flush,
    async close() {
      generator.close()
      scheduler.close()
    },
  }
}
