import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import { CpuBatchSize } from '@sagellm-benchmark/protocol-types/engine'
import type {
  DecodeStepRecord,
  PromptInput,
  ServedEngine,
  ServedEngineIdentity,
} from '@sagellm-benchmark/protocol-types/engine'
import { loadLibrary } from '../model/load-library.js'
import { loadTokenizer, type ModelTokenizer } from '../model/load-tokenizer.js'
import { describeLoadFailure } from '../model/load-failure.js'
import { type ResolvedModel, resolveModel } from '../model/resolve-model.js'
import { packageFile } from '../package-file.js'
import { sharedCounters } from '../worker/counters.js'
import type { LoadedModelFacts } from '../worker/messages.js'
import { bridgeFromHrtime } from './clock-bridge.js'
import type { CpuEngineOptions } from './cpu-engine-options.js'
import { engineInfo, IMPLEMENTATION, telemetryFrom } from './engine-figures.js'
import { createGenerator } from './generate.js'
import { startInferenceThread } from './inference-thread.js'
import { peakMemoryMb } from './peak-memory.js'

/** Assumed where neither model nor tokenizer names a limit. */
const FALLBACK_CONTEXT = 2048

/** Real inference of a causal language model on the CPU, in a thread of its own. */
export interface CpuEngine extends ServedEngine {
  readonly tokenizer: ModelTokenizer
  /** Tokens of a prompt as the model sees it, chat template included: to build prompts of an exact length. */
  countPrompt(input: PromptInput): number
  /** Largest resident memory of this process so far, in MiB. */
  peakMemoryMb(): number
}

/**
 * Loads a model and makes it ready to generate. Requests are batched continuously; generation never blocks this thread.
 *
 * @throws BenchError `unavailable` where the inference library is not installed or the model does not load,
 * `not_found` or `corrupt_data` where the model folder cannot be used, `invalid_argument` for options out of range.
 * @example
 * const engine = await createCpuEngine()
 * for await (const step of engine.generate(request, { requestId: 'r1' })) console.log(step.atMs, step.text)
 * await engine.close()
 */
export async function createCpuEngine(options: CpuEngineOptions = {}): Promise<CpuEngine> {
  const { clock = systemClock(), drawSeed = () => randomInt(2 ** 32) } = options
  const threads = wholeNumber('threads', options.threads ?? 1)
  const maxBatchSize = wholeNumber('maxBatchSize', options.maxBatchSize ?? CpuBatchSize.parse(undefined))
  const model = resolveModel(options.model ?? null, options)
  const library = await loadLibrary()
  const tokenizer = await loadTokenizer(library, model).catch((cause) => {
    throw describeLoadFailure(model, cause)
  })
  const counters = sharedCounters()
  const thread = await startInferenceThread(options.workerFile ?? packageFile('dist/cpu-worker.js'), {
    model: model.source,
    dtype: model.dtype,
    subfolder: model.subfolder,
    allowRemote: model.kind === 'hub',
    threads,
    maxBatchSize,
    eosTokenIds: tokenizer.eosTokenId === null ? [] : [tokenizer.eosTokenId],
    counters: counters.buffer,
  }).catch((cause) => {
    throw describeLoadFailure(model, cause)
  })

  const { facts } = thread
  const toClock = bridgeFromHrtime(clock)
  const identity: ServedEngineIdentity = {
    engine: 'backend-cpu',
    version: packageVersion(),
    model: model.name,
    maxModelLen: facts.contextLength ?? FALLBACK_CONTEXT,
    simulated: false,
    notice: notice(model, facts),
  }
  const generator = createGenerator({
    thread,
    tokenizer,
    drawSeed,
    toClock,
    identity,
    vocabularySize: facts.vocabularySize,
  })

  return {
    identity,
    tokenizer,
    countPromptTokens: ({ input }) => tokenizer.renderPrompt(input).length,
    countPrompt: (input) => tokenizer.renderPrompt(input).length,
    generate: generator.generate,
    telemetry: () => telemetryFrom(counters, generator.requestsTotal),
    info: () => engineInfo({ model, tokenizer, facts, threads }),
    observeDecodeSteps(observer) {
      return thread.onDecodeStep((ids, { startedHrtimeMs, latencyMs }) => {
        const step: DecodeStepRecord = {
          stepIndex: generator.nextStepIndex(),
          startedAtMs: toClock(startedHrtimeMs),
          latencyMs,
          requestIds: generator.requestsOf(ids),
          activeSequences: ids.length,
          emittedTokens: ids.length,
          implementation: IMPLEMENTATION,
          blockTables: false,
        }
        observer(step)
      })
    },
    peakMemoryMb,
    close: () => thread.close(),
  }
}

function notice(model: ResolvedModel, facts: LoadedModelFacts): string | null {
  const refused = facts.batchingRefused && `Requests run one at a time: ${facts.batchingRefused}`
  const assumed = facts.contextLength === null && `The model names no context length, ${FALLBACK_CONTEXT} is assumed`
  return [model.notice, refused, assumed].filter(Boolean).join('. ') || null
}

function wholeNumber(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw invalidArgument(name, value, 'give a whole number from 1 up')
  return value
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version
}
