import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { type TextKeys, textKeys, tracedText } from '../traced/traced-text.js'
import type { Trace } from '../traces/trace.js'
import { promptsInTrace } from '../traces/prompts-in-trace.js'
import { TraceOptions } from '../traces/trace-options.js'
import { definePromptSource } from './define-prompt-source.js'
import { promptOf } from './open-data-set.js'
import { inForm, pools } from './recorded-rows.js'

export const trace = definePromptSource<TraceOptions>({
  name: 'trace',
  description: 'requests of a recorded trace: its lengths, and the same text where its block ids are the same',
  // A row with a text of its own is sent as it is; all others are words drawn for their ids.
  text: 'random',
  options: TraceOptions,
  files: () => [],
  traces: (options) => [options],
  open(options, { workload, seed, textSeed = seed, form, traceOf, requestsPlanned }) {
    const trace = traceOf(options)
    const recorded = trace.arrivalsMs.length
    const replayed = recorded * options.loops
    if (requestsPlanned > 0 && workload.requests > replayed)
      throw invalidArgument('requests', workload.requests, `${options.path} has ${replayed} requests that are wanted`)
    const poolOf = pools({ form })
    const keysOf = remembered((phase: string, round: number, pass: number) =>
      textKeys(textSeed, workload.name, phase, round, ...(pass === 0 ? [] : [pass])),
    )

    return {
      *prepare() {
        if (promptsInTrace(trace).lengths > 0) yield* poolOf()
      },
      *draw({ phase, round, index }) {
        // Another loop, or a load that a time ends, begins the trace anew: with texts of its own, so that it finds the cache as the
        // first pass did.
        const at = index % recorded
        const pass = Math.floor(index / recorded)
        const { inputTokens, outputTokens, messages, extraBody = null } = trace.request(at)
        const fields = inForm(extraBody, form)
        const wishes = {
          ...(outputTokens === null || options.outputs === 'workload' ? {} : { outputTokens }),
          ...(fields === null ? {} : { extraBody: fields }),
        }
        if (messages !== null) {
          const input = promptOf(messages, form)
          return { input, tokens: yield input, asFound: true, ...wishes }
        }
        if (inputTokens === null) throw withoutLengths(trace, { path: options.path, at })
        const pool = yield* poolOf()
        const text = tracedText(trace, at, { tokens: inputTokens, pool, keys: keysOf(phase, round, pass) })
        const input = promptOf([{ role: 'user', content: text }], form)
        // The whole prompt is counted once more: what the pool promised is seen, not believed.
        return { input, tokens: yield input, requestedTokens: inputTokens, ...wishes }
      },
    }
  },
})

/** Of a whole trace of times, or of one request among others that say what they are. */
function withoutLengths(trace: Trace, { path, at }: { readonly path: string; readonly at: number }): BenchError {
  const { texts, lengths } = promptsInTrace(trace)
  const message =
    texts + lengths === 0
      ? `${path} is a ${trace.format} trace, which says no prompt lengths`
      : `request ${at + 1} of ${path} says neither its prompt nor how long it is, as others of this ${trace.format} trace do`
  return new BenchError('invalid_argument', message, {
    hint: 'use its arrivals for a workload of your own: --trace with --workload, or with --isl and --osl',
  })
}

type KeysOf = (phase: string, round: number, pass: number) => TextKeys

function remembered(make: KeysOf): KeysOf {
  const known = new Map<string, TextKeys>()
  return (phase, round, pass) => {
    const key = `${phase}-${round}-${pass}`
    const found = known.get(key) ?? make(phase, round, pass)
    known.set(key, found)
    return found
  }
}
