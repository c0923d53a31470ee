import { BenchError } from '@sagellm-benchmark/protocol-types'
import { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import type { Counting } from './counting.js'
import { type DataSetItem, dataSetOptions, openDataSet } from './data-set.js'
import { definePromptSource } from './define-prompt-source.js'
import { parseJson } from './parse-json.js'

const options = z.strictObject(dataSetOptions)

const Line = z
  .object({
    prompt: z.string().min(1).optional(),
    messages: z.array(ChatMessage).min(1).optional(),
    output_tokens: z.int().positive().optional(),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    message: 'give either prompt or messages',
  })

export const file = definePromptSource({
  name: 'file',
  description: 'prompts of your own, one JSON object a line, in the order of the file',
  options,
  files: ({ path }) => [path],
  open({ path, repeat }, context) {
    const candidates = itemsOf(path, context.fileText(path))
    return openDataSet({ path, repeat, candidates, itemOf: asItStands }, context)
  },
})

// biome-ignore lint/correctness/useYield: nothing of it has to be counted to be chosen.
function* asItStands(item: DataSetItem): Counting<DataSetItem> {
  return item
}

/** Checked whole before anything is sent: a mistake in the last line must not end a run that has begun. */
function itemsOf(path: string, text: string): DataSetItem[] {
  const items = text
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [itemOf(line, `${path} line ${at + 1}`)]))
  if (items.length > 0) return items
  throw new BenchError('corrupt_data', `${path} is empty`, { hint: 'give one JSON object a line: {"prompt": "..."}' })
}

function itemOf(line: string, place: string): DataSetItem {
  const parsed = Line.safeParse(parseJson(line, place))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue && issue.path.length > 0 ? `field ${issue.path.join('.')}: ` : ''
    const hint = 'a line is {"prompt": "..."} or {"messages": [...]}, with "output_tokens" if you like'
    throw new BenchError('corrupt_data', `${place}: ${field}${issue?.message ?? 'unreadable'}`, { hint })
  }
  const { prompt, messages, output_tokens: outputTokens = null } = parsed.data
  return { messages: messages ?? [{ role: 'user', content: prompt ?? '' }], outputTokens }
}
