import { BenchError } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { z } from 'zod'
import { type DataSetItem, dataSetOptions, openDataSet } from './data-set.js'
import { definePromptSource } from './define-prompt-source.js'
import { parseJson } from './parse-json.js'
import type { SourceContext } from './prompt-source.js'

const options = z.strictObject({
  ...dataSetOptions,
  outputs: z
    .enum(['workload', 'reply'])
    .default('workload')
    .describe('how long answers are: as the workload says, or as long as the recorded reply'),
  minPromptTokens: z.int().nonnegative().default(4),
  maxPromptTokens: z.int().positive().default(1024),
})
type Options = z.infer<typeof options>

/** Only what is used: the files in circulation differ in everything else. */
const ShareGptFile = z.array(
  z.object({ conversations: z.array(z.object({ from: z.string(), value: z.string() })).catch([]) }),
)
type Conversation = z.infer<typeof ShareGptFile>[number]['conversations']

const people = new Set(['human', 'user'])

export const sharegpt = definePromptSource<Options>({
  name: 'sharegpt',
  description: 'the first human turn of recorded conversations, a ShareGPT file, in an order drawn from the seed',
  options,
  files: ({ path }) => [path],
  open(settings, context) {
    const { path, repeat } = settings
    const conversations = usable(path, context.fileText(path))
    const random = createRandom(deriveSeed(context.seed, 'data-set', context.workload.name))
    const items = itemsOf(random.shuffled(conversations), settings, context)
    return openDataSet({ path, repeat, items }, context)
  },
})

/** Conversations that a person begins and that somebody answers. */
function usable(path: string, text: string): Conversation[] {
  const file = ShareGptFile.safeParse(parseJson(text, path))
  const hint = 'give a JSON array of { "conversations": [{ "from": "human", "value": "..." }, ...] }'
  if (!file.success) throw new BenchError('corrupt_data', `${path} is not a ShareGPT file`, { hint, cause: file.error })
  const found = file.data
    .map(({ conversations }) => conversations.filter(({ from }) => from !== 'system'))
    .filter(([first, second]) => first && second && people.has(first.from) && first.value.trim() !== '')
  if (found.length > 0) return found
  throw new BenchError('corrupt_data', `${path} holds no conversation that a person begins`, { hint })
}

/** Counted one by one as they are needed: a file of 90,000 conversations would take minutes. */
function* itemsOf(
  conversations: readonly Conversation[],
  { outputs, minPromptTokens, maxPromptTokens }: Options,
  { counter }: SourceContext,
): Generator<DataSetItem> {
  for (const [first, second] of conversations) {
    if (!first || !second) continue
    const tokens = counter.countText(first.value)
    if (tokens < minPromptTokens || tokens > maxPromptTokens) continue
    const outputTokens = outputs === 'reply' ? Math.max(1, counter.countText(second.value)) : null
    yield { messages: [{ role: 'user', content: first.value }], outputTokens }
  }
}
