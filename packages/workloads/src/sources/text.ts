import { z } from 'zod'
import type { Counting } from './counting.js'
import { type DataSetItem, openDataSet } from './data-set.js'
import { definePromptSource } from './define-prompt-source.js'

export const text = definePromptSource({
  name: 'text',
  description: 'one text of your own, the same in every request: a prefix cache then answers from memory',
  options: z.strictObject({ prompt: z.string().min(1).describe('the text, sent as it is') }),
  files: () => [],
  open: ({ prompt }, context) =>
    openDataSet({ path: 'the text', repeat: true, candidates: [prompt], itemOf: asItStands }, context),
})

// biome-ignore lint/correctness/useYield: nothing of it has to be counted to be chosen.
function* asItStands(prompt: string): Counting<DataSetItem> {
  return { messages: [{ role: 'user', content: prompt }], outputTokens: null }
}
