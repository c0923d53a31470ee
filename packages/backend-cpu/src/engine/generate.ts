import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type {
  GenerateOptions,
  GenerationRequest,
  GenerationStep,
  ServedEngineIdentity,
} from '@sagellm-benchmark/protocol-types/engine'
import type { ModelTokenizer } from '../model/load-tokenizer.js'
import type { SamplingOptions, SequenceToken } from '../worker/messages.js'
import type { InferenceThread } from './inference-thread.js'
import { createMailbox } from './mailbox.js'
import { createTextAssembler } from './text-assembler.js'

export type GeneratorOptions = {
  readonly thread: InferenceThread
  readonly tokenizer: ModelTokenizer
  readonly drawSeed: () => number
  readonly toClock: (hrtimeMs: number) => number
  readonly identity: ServedEngineIdentity
  readonly vocabularySize: number
}

export interface Generator {
  readonly requestsTotal: number
  generate(request: GenerationRequest, options: GenerateOptions): AsyncIterable<GenerationStep>
  /** The request ids of sequences, each once. */
  requestsOf(sequenceIds: readonly number[]): string[]
  nextStepIndex(): number
}

/** Turns requests into sequences of the inference thread, and their tokens into steps with text. */
export function createGenerator(options: GeneratorOptions): Generator {
  const { thread, tokenizer, drawSeed, toClock } = options
  const requestOfSequence = new Map<number, string>()
  let nextSequence = 0
  let requestsTotal = 0
  let stepIndex = 0

  async function* generate(request: GenerationRequest, { requestId, signal }: GenerateOptions) {
    if (signal?.aborted) throw cancelled(signal)
    const promptIds = checkedPrompt(request, options)
    const group = requestsTotal
    requestsTotal += 1
    const seed = request.seed ?? drawSeed()

    const mailbox = createMailbox<GenerationStep>()
    const open = new Set<number>()
    const leave = (id: number): void => {
      open.delete(id)
      requestOfSequence.delete(id)
    }
    const start = (choice: number): void => {
      const id = nextSequence
      nextSequence += 1
      open.add(id)
      requestOfSequence.set(id, requestId)
      const assembler = createTextAssembler(tokenizer, request.stop)
      const onToken = ({ tokenId, hrtimeMs, finishReason }: SequenceToken): void => {
        const { text, stopped } = assembler.push(tokenId, finishReason !== null)
        if (stopped) thread.cancel(id)
        if (stopped || finishReason !== null) leave(id)
        const reason = stopped ? 'stop' : finishReason
        mailbox.put({ choice, tokenIds: [tokenId], text, atMs: toClock(hrtimeMs), finishReason: reason })
      }
      const sampling = samplingOf(request, seed + choice)
      const { maxTokens, ignoreEos } = request
      thread.submit({ id, group, promptIds, maxTokens, ignoreEos, sampling }, { onToken, onFailure: mailbox.fail })
    }
    const abort = (): void => mailbox.fail(cancelled(signal))
    signal?.addEventListener('abort', abort, { once: true })

    try {
      for (let choice = 0; choice < request.choices; choice += 1) start(choice)
      for (let running = request.choices; running > 0; ) {
        const step = await mailbox.take()
        if (step.finishReason !== null) running -= 1
        yield step
      }
    } finally {
      // Also where the consumer stops early: what nobody reads is not generated.
      signal?.removeEventListener('abort', abort)
      for (const id of open) {
        thread.cancel(id)
        requestOfSequence.delete(id)
      }
    }
  }

  return {
    get requestsTotal() {
      return requestsTotal
    },
    generate,
    requestsOf: (ids) => [...new Set(ids.map((id) => requestOfSequence.get(id)).filter((id) => id !== undefined))],
    nextStepIndex: () => stepIndex++,
  }
}

/**
 * The prompt as token ids, checked so that nothing can fail inside the runtime.
 *
 * @throws BenchError `invalid_argument` for an empty prompt, an id outside the vocabulary, or one that with `maxTokens`
 * exceeds the context.
 */
function checkedPrompt(
  request: GenerationRequest,
  { tokenizer, identity, vocabularySize }: Pick<GeneratorOptions, 'tokenizer' | 'identity' | 'vocabularySize'>,
): readonly number[] {
  const ids = tokenizer.renderPrompt(request.input)
  if (ids.length === 0) throw new BenchError('invalid_argument', 'the prompt is empty', { hint: 'send some text' })
  const wrong = ids.find((id) => id >= vocabularySize)
  if (wrong !== undefined) {
    throw invalidArgument('a token id', wrong, `the model's vocabulary has ${vocabularySize} entries`)
  }
  const { maxModelLen } = identity
  if (ids.length + request.maxTokens > maxModelLen) {
    const message = `${ids.length} prompt tokens and ${request.maxTokens} new ones exceed the context of ${maxModelLen} tokens`
    throw new BenchError('invalid_argument', message, { hint: 'shorten the prompt or ask for fewer tokens' })
  }
  return ids
}

function samplingOf(request: GenerationRequest, seed: number): SamplingOptions {
  return { temperature: request.temperature, topK: request.topK, topP: request.topP, seed }
}

function cancelled(signal: AbortSignal | undefined): BenchError {
  return new BenchError('cancelled', 'the request was aborted', { cause: signal?.reason })
}
