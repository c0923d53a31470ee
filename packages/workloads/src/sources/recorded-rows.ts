import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { textKeys, tracedText } from '../traced/traced-text.js'
import { findWordPool, type WordPool } from '../traced/word-pool.js'
import type { Trace } from '../traces/trace.js'
import { TraceOptions } from '../traces/trace-options.js'
import type { Counting } from './counting.js'
import { type DataSetItem, openDataSet, promptOf } from './open-data-set.js'
import type { OpenSource, SourceContext } from './prompt-source.js'

/** How the rows of a file become prompts. */
export type RowSettings = {
  readonly path: string
  readonly repeat: boolean
  /** Of a recorded format; `null` = by its own content. */
  readonly format: string | null
  /** `random`: an order that the seed decides. */
  readonly order: 'file' | 'random'
  /** How long answers are: as a row says; else as long as the recorded reply; else, and always with `workload`, as the workload says. */
  readonly outputs: 'workload' | 'row'
  /** Prompts outside are passed over; `null` = no bound, and nothing is counted to choose. */
  readonly minPromptTokens: number | null
  readonly maxPromptTokens: number | null
  /** Rows to read at most, from the first; `null` = all. */
  readonly requests: number | null
}

/** The rows that the settings want, as they are asked for and looked up. */
export function rowsWanted({ path, format, requests }: RowSettings): TraceOptions {
  return TraceOptions.parse({ path, format, requests, use: 'prompts' })
}

/** Rows of a file as a data set: texts are sent as they are; where a row only says how long its prompt is, one is made. */
export function openRows(settings: RowSettings, context: SourceContext): OpenSource {
  const { path, repeat, order } = settings
  const { workload, seed, traceOf } = context
  const trace = traceOf(rowsWanted(settings))
  const places = trace.arrivalsMs.map((_, at) => at)
  const random = createRandom(deriveSeed(seed, 'data-set', workload.name))
  const candidates = order === 'random' ? random.shuffled(places) : places
  const poolOf = pools(context)
  const itemOf = (at: number) => itemAt(trace, at, { settings, context, poolOf })
  return openDataSet({ path, repeat, candidates, itemOf }, context)
}

type Making = {
  readonly settings: RowSettings
  readonly context: SourceContext
  readonly poolOf: () => Counting<WordPool>
}

/** Counted one by one as they are needed: a file of 90,000 conversations would take minutes. */
function* itemAt(trace: Trace, at: number, { settings, context, poolOf }: Making): Counting<DataSetItem | null> {
  const { outputs, minPromptTokens, maxPromptTokens } = settings
  const { messages, inputTokens, outputTokens, reply = null, extraBody = null } = trace.request(at)
  const within = (tokens: number) => tokens >= (minPromptTokens ?? 0) && tokens <= (maxPromptTokens ?? Infinity)
  const bounded = minPromptTokens !== null || maxPromptTokens !== null
  if (messages === null) {
    if (inputTokens === null || !within(inputTokens)) return null
    const made = madeText(trace, at, { tokens: inputTokens, pool: yield* poolOf(), context })
    return {
      input: made,
      requestedTokens: inputTokens,
      outputTokens: outputs === 'row' ? outputTokens : null,
      extraBody,
    }
  }
  const input = promptOf(messages, context.form)
  if (bounded && !within(yield promptOf(messages, 'text'))) return null
  const counted = outputs === 'row' && outputTokens === null && reply !== null ? yield textOf(reply) : null
  const wish = outputs === 'row' ? (outputTokens ?? (counted === null ? null : Math.max(1, counted))) : null
  return { input: () => input, outputTokens: wish, extraBody: inForm(extraBody, context.form) }
}

/** Messages that were recorded with more than texts are for chat endpoints alone. */
export function inForm(
  extraBody: Readonly<Record<string, unknown>> | null,
  form: SourceContext['form'],
): Readonly<Record<string, unknown>> | null {
  if (extraBody === null || form === 'messages' || !('messages' in extraBody)) return extraBody
  return Object.fromEntries(Object.entries(extraBody).filter(([name]) => name !== 'messages'))
}

type Made = { readonly tokens: number; readonly pool: WordPool; readonly context: SourceContext }

function madeText(trace: Trace, at: number, { tokens, pool, context }: Made): DataSetItem['input'] {
  const { seed, textSeed = seed, workload, form } = context
  return ({ phase, round }) => {
    const keys = textKeys(textSeed, workload.name, phase, round)
    return promptOf([{ role: 'user', content: tracedText(trace, at, { tokens, pool, keys }) }], form)
  }
}

function textOf(text: string) {
  return { kind: 'text', text } as const
}

/** The pool of one workload, found when it is first needed. */
export function pools({ form }: Pick<SourceContext, 'form'>): () => Counting<WordPool> {
  let known: WordPool | null = null
  // Several draws may ask before the first answer is there: each then finds the same pool.
  return function* () {
    known ??= yield* findWordPool((text) => promptOf([{ role: 'user', content: text }], form))
    return known
  }
}
