import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { conversationText } from '../tokens/prompt-counter.js'
import { type TextKeys, textKeys, tracedText } from '../traced/traced-text.js'
import { findWordPool, type WordPool } from '../traced/word-pool.js'
import { TraceOptions } from '../traces/trace-options.js'
import type { Counting } from './counting.js'
import { definePromptSource } from './define-prompt-source.js'

export const trace = definePromptSource<TraceOptions>({
  name: 'trace',
  description: 'requests of a recorded trace: its lengths, and the same text where its block ids are the same',
  options: TraceOptions,
  files: () => [],
  traces: (options) => [options],
  open(options, { workload, seed, form, traceOf, requestsPlanned }) {
    const trace = traceOf(options)
    const recorded = trace.arrivalsMs.length
    if (requestsPlanned > 0 && workload.requests > recorded)
      throw invalidArgument('requests', workload.requests, `${options.path} has ${recorded} requests that are wanted`)
    const inForm = (text: string): PromptInput =>
      form === 'text' ? { kind: 'text', text } : { kind: 'messages', messages: [{ role: 'user', content: text }] }
    const poolOf = once(() => findWordPool(inForm))
    const keysOf = remembered((phase: string, round: number) => textKeys(seed, workload.name, phase, round))

    return {
      *prepare() {
        if (trace.request(0).messages === null) yield* poolOf()
      },
      *draw({ phase, round, index }) {
        const at = index % recorded
        const { inputTokens, outputTokens, messages } = trace.request(at)
        const length = outputTokens === null || options.outputs === 'workload' ? {} : { outputTokens }
        if (messages !== null) {
          const input: PromptInput =
            form === 'text'
              ? { kind: 'text', text: conversationText(messages) }
              : { kind: 'messages', messages: [...messages] }
          return { input, tokens: yield input, asFound: true, ...length }
        }
        if (inputTokens === null) throw withoutLengths(options.path, trace.format)
        const pool = yield* poolOf()
        const input = inForm(tracedText(trace, at, { tokens: inputTokens, pool, keys: keysOf(phase, round) }))
        // The whole prompt is counted once more: what the pool promised is seen, not believed.
        return { input, tokens: yield input, requestedTokens: inputTokens, ...length }
      },
    }
  },
})

function withoutLengths(path: string, format: string): BenchError {
  return new BenchError('invalid_argument', `${path} is a ${format} trace, which says no prompt lengths`, {
    hint: 'use its arrivals for a workload of your own: --trace with --workload, or with --isl and --osl',
  })
}

/** Several draws may ask before the first answer is there: each then finds the same pool. */
function once(find: () => Counting<WordPool>): () => Counting<WordPool> {
  let known: WordPool | null = null
  return function* () {
    known ??= yield* find()
    return known
  }
}

function remembered(make: (phase: string, round: number) => TextKeys): (phase: string, round: number) => TextKeys {
  const known = new Map<string, TextKeys>()
  return (phase, round) => {
    const key = `${phase}-${round}`
    const found = known.get(key) ?? make(phase, round)
    known.set(key, found)
    return found
  }
}
