import { BenchError } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { z } from 'zod'
import type { Counting } from './counting.js'
import { type DataSetItem, dataSetOptions, openDataSet } from './data-set.js'
import { definePromptSource } from './define-prompt-source.js'
import { numberedLines, parseJson } from './parse-json.js'

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

const Turn = z.union([
  z.object({ from: z.string(), value: z.string() }),
  z.object({ from: z.string(), text: z.string() }).transform(({ from, text }) => ({ from, value: text })),
  z
    .object({ role: z.string(), content: z.string() })
    .transform(({ role, content }) => ({ from: role, value: content })),
])
type Turn = { readonly from: string; readonly value: string }
type Conversation = readonly Turn[]

/** Only what is used: the files in circulation differ in everything else. A row that is no conversation is passed over. */
const Row = z
  .object({
    conversations: z.array(Turn).optional(),
    conversation: z.array(Turn).optional(),
    messages: z.array(Turn).optional(),
  })
  .transform((row): Conversation => row.conversations ?? row.conversation ?? row.messages ?? [])
  .catch([])
const ShareGptFile = z.array(Row)

const people = new Set(['human', 'user', 'prompter'])
const isPerson = ({ from }: Turn) => people.has(from.toLowerCase())

export const sharegpt = definePromptSource<Options>({
  name: 'sharegpt',
  description: 'the first human turn of recorded conversations, a ShareGPT file, in an order drawn from the seed',
  options,
  files: ({ path }) => [path],
  open(settings, context) {
    const { path, repeat } = settings
    const conversations = usable(path, context.fileText(path))
    const random = createRandom(deriveSeed(context.seed, 'data-set', context.workload.name))
    const candidates = random.shuffled(conversations)
    return openDataSet({ path, repeat, candidates, itemOf: (each) => itemOf(each, settings) }, context)
  },
})

/** Conversations that a person begins and that somebody answers. */
function usable(path: string, text: string): Conversation[] {
  const file = ShareGptFile.safeParse(rowsOf(path, text))
  const hint =
    'give a JSON array of { "conversations": [{ "from": "human", "value": "..." }, ...] }, or one of these a line'
  if (!file.success) throw new BenchError('corrupt_data', `${path} is not a ShareGPT file`, { hint, cause: file.error })
  const found = file.data
    .map((conversation) => conversation.filter(({ from }) => from.toLowerCase() !== 'system'))
    .filter(([first, second]) => first && second && isPerson(first) && first.value.trim() !== '')
  if (found.length > 0) return found
  throw new BenchError('corrupt_data', `${path} holds no conversation that a person begins`, { hint })
}

/** One array, or one object a line. */
function rowsOf(path: string, text: string): unknown {
  if (!/^\s*\{/.test(text)) return parseJson(text, path)
  return numberedLines(text).map(([line, number]) => parseJson(line, `${path} line ${number}`))
}

/** Counted one by one as they are needed: a file of 90,000 conversations would take minutes. */
function* itemOf(
  [first, second]: Conversation,
  { outputs, minPromptTokens, maxPromptTokens }: Options,
): Counting<DataSetItem | null> {
  if (!first || !second) return null
  const tokens = yield { kind: 'text', text: first.value }
  if (tokens < minPromptTokens || tokens > maxPromptTokens) return null
  const reply = outputs === 'reply' ? yield { kind: 'text', text: second.value } : null
  const outputTokens = reply === null ? null : Math.max(1, reply)
  return { messages: [{ role: 'user', content: first.value }], outputTokens }
}
