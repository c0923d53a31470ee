import { z } from 'zod'
import { definePromptSource } from './define-prompt-source.js'
import { asItStands, type FoundPrompt, openDataSet } from './open-data-set.js'

export const text = definePromptSource({
  name: 'text',
  description: 'one text of your own, the same in every request: a prefix cache then answers from memory',
  text: 'recorded',
  options: z.strictObject({ prompt: z.string().min(1).describe('the text, sent as it is') }),
  files: () => [],
  open({ prompt }, context) {
    const candidates: FoundPrompt[] = [{ messages: [{ role: 'user', content: prompt }], outputTokens: null }]
    return openDataSet({ path: 'the text', repeat: true, candidates, itemOf: asItStands(context.form) }, context)
  },
})
