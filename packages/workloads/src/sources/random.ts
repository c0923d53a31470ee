import { vocabularyEn } from '../text/vocabulary-en.js'
import { vocabularyZh } from '../text/vocabulary-zh.js'
import { defineTopicFamily } from './define-prompt-source.js'
import { endless } from './draft.js'

const words = {
  en: { all: Object.values(vocabularyEn).flat(), gap: ' ' },
  zh: { all: Object.values(vocabularyZh).flat(), gap: '' },
}

/** What other tools call their random data set; words instead of token ids, so that it has an exact length in any vocabulary. */
export const random = defineTopicFamily({
  name: 'random',
  description: 'words in random order: a length and nothing else',
  text: 'random',
  compose({ random: draw, language }) {
    const { all, gap } = words[language]
    const body = endless(() => [`${gap}${draw.pick(all)}`, `${gap}${draw.int(2, 9999)}`])
    return { turns: [], lead: '', body, tail: '', compact: body, language }
  },
})
