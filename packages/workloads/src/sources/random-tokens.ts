import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { z } from 'zod'
import { createTokenPool, type TokenPool } from '../tokens/token-pool.js'
import type { Counting } from './counting.js'
import { definePromptSource } from './define-prompt-source.js'
import type { DrawnPrompt, SourceContext } from './prompt-source.js'

const options = z.strictObject({
  as: z
    .enum(['text', 'ids'])
    .default('text')
    .describe('text: words of one token each, which encode to the asked length again; ids: any token ids, sent as ids'),
})

/** Counts that a prompt may cost: what a chat template adds is seen with the first. */
const MAX_COUNTS = 6

type Options = z.infer<typeof options>

export const randomTokens = definePromptSource<Options>({
  name: 'random_tokens',
  description: 'random tokens of the whole vocabulary, as text that encodes to exactly the asked length, or as ids',
  text: 'random',
  options,
  files: () => [],
  open({ as }, context) {
    const { workload, form, tokenizer } = context
    if (tokenizer === null)
      throw new BenchError('invalid_argument', `workload ${workload.name} draws tokens, and no tokenizer is at hand`, {
        hint: "give the target's with --tokenizer FOLDER, or use the source random",
      })
    if (as === 'ids') checkIds(context)
    let known: TokenPool | null = null
    const pool = () => (known ??= createTokenPool(tokenizer))
    return {
      // biome-ignore lint/correctness/useYield: it finds out whether the vocabulary is of use before the first request.
      *prepare() {
        pool()
      },
      *draw({ random, opening, promptTokens }) {
        if (as === 'ids') return drawIds(pool(), { random, tokens: promptTokens })
        return yield* drawText(pool(), { random, opening, tokens: promptTokens, form })
      },
    }
  },
})

/** Ids of their own leave no place for a text before them, and a chat takes none. */
function checkIds({ workload, form }: SourceContext): void {
  if (form !== 'text')
    throw invalidArgument(
      `sourceOptions.as of ${workload.name}`,
      'ids',
      'a chat takes no token ids: add --endpoint completions',
    )
  if (workload.sharedPrefixTokens > 0)
    throw invalidArgument(
      `sharedPrefixTokens of ${workload.name}`,
      workload.sharedPrefixTokens,
      'send tokens as text to share a prefix',
    )
}

type Wish = { readonly random: RandomSource; readonly tokens: number }

function drawIds(pool: TokenPool, { random, tokens }: Wish): DrawnPrompt {
  return { input: { kind: 'tokens', tokenIds: Array.from({ length: tokens }, () => pool.drawId(random)) }, tokens }
}

/** Words are added and taken away until the whole prompt, encoded again, has the number: each of them is one token. */
function* drawText(
  pool: TokenPool,
  { random, opening, tokens, form }: Wish & { readonly opening: string; readonly form: 'messages' | 'text' },
): Counting<DrawnPrompt> {
  const words: string[] = []
  const written = (): PromptInput => {
    const text = opening.trimEnd() + words.join('')
    return form === 'text' ? { kind: 'text', text } : { kind: 'messages', messages: [{ role: 'user', content: text }] }
  }
  let counted = yield written()
  for (let counts = 1; counted !== tokens && counts < MAX_COUNTS; counts += 1) {
    const missing = tokens - counted
    if (missing < 0 && words.length === 0) break
    if (missing > 0) for (let at = 0; at < missing; at += 1) words.push(pool.drawWord(random))
    else words.length = Math.max(0, words.length + missing)
    counted = yield written()
  }
  return { input: written(), tokens: counted }
}
