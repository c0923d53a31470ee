import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { dialoguesEn, nextTurnsEn } from '../text/dialogue-en.js'
import { dialoguesZh, nextTurnsZh } from '../text/dialogue-zh.js'
import { defineTopicFamily, type DraftWish } from './define-prompt-source.js'
import { endless, followedBy } from './draft.js'
import { createFill } from './fill.js'

const texts = {
  en: { dialogues: dialoguesEn, nextTurns: nextTurnsEn, gap: ' ' },
  zh: { dialogues: dialoguesZh, nextTurns: nextTurnsZh, gap: '' },
}

export const dialogue = defineTopicFamily({
  name: 'dialogue',
  description: 'a conversation of several turns, as a list of messages whose last one is to be answered',
  compose(wish) {
    const { random, language } = wish
    const { nextTurns, gap } = texts[language]
    const { turns, next, fill } = conversation(wish)
    const further = () => endless(() => random.shuffled(nextTurns).map((each) => gap + fill(each)))
    const body = followedBy([next], further())
    return { turns, lead: '', body, tail: '', compact: followedBy([next], further()), language }
  },
})

/**
 * Whole exchanges of customer and assistant, at least one, up to half of the tokens, and what the customer says next.
 * Half, because the last message is what a length is cut from, and a chat template wants its share of every turn.
 */
function conversation({ random, language, tokens, foresee }: DraftWish) {
  const turns: ChatMessage[] = []
  let spent = 0
  for (;;) {
    for (const dialogue of random.shuffled(texts[language].dialogues)) {
      const fill = createFill(random, language)
      for (let at = 0; at + 1 < dialogue.length; at += 2) {
        const user = fill(dialogue[at] ?? '')
        const assistant = fill(dialogue[at + 1] ?? '')
        spent += foresee(user) + foresee(assistant)
        if (turns.length > 0 && spent > tokens / 2) return { turns, next: user, fill }
        turns.push({ role: 'user', content: user }, { role: 'assistant', content: assistant })
      }
    }
  }
}
