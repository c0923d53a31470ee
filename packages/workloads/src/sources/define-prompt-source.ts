import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { z } from 'zod'
import { buildToLength } from './build-to-length.js'
import type { Draft } from './draft.js'
import type { PromptSource } from './prompt-source.js'

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
    throw invalidArgument(`${field} of ${owner}`, JSON.stringify(options), issue?.message ?? '')
  }
  return {
    ...source,
    files: (options) => source.files(checked(options, `source ${source.name}`)),
    open: (options, context) => source.open(checked(options, `workload ${context.workload.name}`), context),
  }
}

export type TopicFamily = {
  readonly name: string
  readonly description: string
  /** Writes one draft. All of its variety comes from `random`. */
  readonly compose: (wish: DraftWish) => Draft
}

export type DraftWish = {
  readonly random: RandomSource
  readonly language: 'en' | 'zh'
  /** Tokens of the whole prompt: how long a conversation should be, not a promise. */
  readonly tokens: number
  /** Tokens of a piece of text, for deciding how much of something fits. */
  readonly countText: (text: string) => number
}

/** Declares a family of the project's own text as a source: composed per request and cut to the workload's length. */
export function defineTopicFamily({ name, description, compose }: TopicFamily): PromptSource {
  return definePromptSource({
    name,
    description,
    options: z.strictObject({}),
    files: () => [],
    open: (_options, { workload, counter, form }) => ({
      draw({ random, language, opening }) {
        const tokens = workload.promptTokens
        const { countText } = counter
        const draft = compose({ random, language, tokens, countText })
        return buildToLength(draft, { tokens, opening, form, countText })
      },
    }),
  })
}
