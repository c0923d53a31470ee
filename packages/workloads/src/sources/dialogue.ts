import type { ChatMessage } from '@sagellm-benchmark/protocol-types'
import { dialoguesEn, nextTurnsEn } from '../text/dialogue-en.js'
import { dialoguesZh, nextTurnsZh } from '../text/dialogue-zh.js'
import { estimateTokens } from '../tokens/estimate-tokens.js'
import { defineTopicFamily } from './define-prompt-source.js'
import { endless } from './draft.js'
import { createFill, type Fill } from './fill.js'

const texts = {
  en: { dialogues: dialoguesEn, nextTurns: nextTurnsEn, gap: ' ' },
  zh: { dialogues: dialoguesZh, nextTurns: nextTurnsZh, gap: '' },
}

export const dialogue = defineTopicFamily({
  name: 'dialogue',
  description: 'a conversation of several turns, as a list of messages whose last one is to be answered',
  compose({ random, language, tokens }) {
    const { dialogues, nextTurns, gap } = texts[language]
    const fill = createFill(random, language)
    // About half for the turns so far: the tokenizer may need twice as many tokens as the estimate says.
    const turns = turnsWithin(tokens * 0.4, random.shuffled(dialogues), fill)
    const body = endless(() => random.shuffled(nextTurns).map((each) => fill(each) + gap))
    return { turns, lead: '', body, tail: '', compact: body, language }
  },
})

/** Whole exchanges of customer and assistant, at least one, while they stay within the budget. */
function turnsWithin(budget: number, dialogues: readonly (readonly string[])[], fill: Fill): ChatMessage[] {
  const turns: ChatMessage[] = []
  let spent = 0
  for (;;) {
    for (const dialogue of dialogues) {
      for (let at = 0; at + 1 < dialogue.length; at += 2) {
        const user = fill(dialogue[at] ?? '')
        const assistant = fill(dialogue[at + 1] ?? '')
        spent += estimateTokens(user) + estimateTokens(assistant)
        if (turns.length > 0 && spent > budget) return turns
        turns.push({ role: 'user', content: user }, { role: 'assistant', content: assistant })
      }
    }
  }
}
