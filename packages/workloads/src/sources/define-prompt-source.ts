import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed, type RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { z } from 'zod'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { estimateTokens } from '../tokens/estimate-tokens.js'
import { buildToLength, framed } from './build-to-length.js'
import type { Counting } from './counting.js'
import type { Draft } from './draft.js'
import { growingText } from './growing-text.js'
import { type LengthScale, learnScale } from './length-scale.js'
import type { PromptSource, SourceContext } from './prompt-source.js'

/**
 * Declares a source of prompts. Of the project's own, its file and the list `promptSources` are all that knows it; one of a
 * library user is passed on as `sources`.
 *
 * @example planRequests(plan, part, { sources: [definePromptSource({ name: 'mine', ... })] })
 */
export function definePromptSource<Options>(source: PromptSource<Options>): PromptSource {
  const checked = (options: unknown, owner: string): Options => {
    const result = source.options.safeParse(options)
    if (result.success) return result.data
    const issue = result.error.issues[0]
    const field = ['sourceOptions', ...(issue?.path ?? [])].join('.')
    throw invalidArgument(`${field} of ${owner}`, JSON.stringify(options), plainProblem(issue, options))
  }
  return {
    ...source,
    files: (options) => source.files(checked(options, `source ${source.name}`)),
    traces: (options) => source.traces?.(checked(options, `source ${source.name}`)) ?? [],
    sharedTokens: (options, workload) =>
      source.sharedTokens?.(checked(options, `workload ${workload.name}`), workload) ?? null,
    open: (options, context) => source.open(checked(options, `workload ${context.workload.name}`), context),
  }
}

export type TopicFamily = {
  readonly name: string
  readonly description: string
  /** @default `composed` */
  readonly text?: PromptSource['text']
  /** Writes one draft. All of its variety comes from `random`. */
  readonly compose: (wish: DraftWish) => Draft
}

export type DraftWish = {
  readonly random: RandomSource
  readonly language: 'en' | 'zh'
  /** Tokens of the whole prompt: how long a conversation should be, not a promise. */
  readonly tokens: number
  /** About how many tokens a piece of text has, for deciding how much of something fits. */
  readonly foresee: (text: string) => number
}

/** Declares a family of the project's own text as a source: composed per request and cut to the workload's length. */
export function defineTopicFamily({ name, description, text = 'composed', compose }: TopicFamily): PromptSource {
  return definePromptSource({
    name,
    description,
    text,
    options: z.strictObject({}),
    files: () => [],
    open(_options, context) {
      const scaleOf = scales(compose, context)
      return {
        *draw({ random, language, opening, promptTokens: tokens }) {
          const scale = yield* scaleOf(language)
          const foresee = (text: string) => text.length / scale.charactersPerToken
          const draft = compose({ random, language, tokens, foresee })
          return yield* buildToLength(draft, { tokens, opening, form: context.form, scale })
        },
      }
    },
  })
}

/** Characters of the text that a scale is learnt from: enough for a mean, and no more than the prompts will have. */
const sampleCharacters = { least: 300, max: 4000 }

/**
 * What a family's text weighs under the tokenizer, learnt once for each language from a text of its own and carried from
 * prompt to prompt. Not learnt from the prompts themselves, so that each of them is the same in any order.
 */
function scales(compose: TopicFamily['compose'], { workload, seed, form }: SourceContext) {
  const known = new Map<string, LengthScale>()
  return function* scaleOf(language: 'en' | 'zh'): Counting<LengthScale> {
    const learnt = known.get(language)
    if (learnt) return learnt
    const random = createRandom(deriveSeed(seed, 'scale', workload.name, language))
    const tokens = workload.promptTokens
    const draft = compose({ random, language, tokens, foresee: estimateTokens })
    const frame = framed(draft, { opening: '7KQ2: ', form })
    const text = growingText(draft.body)
    const wanted = Math.min(sampleCharacters.max, Math.max(sampleCharacters.least, 4 * tokens))
    const scale = yield* learnScale(frame(''), frame(text.upTo(text.cutNear(wanted))))
    known.set(language, scale)
    return scale
  }
}
