import { questionsEn, requestsEn } from '../text/short-qa-en.js'
import { questionsZh, requestsZh } from '../text/short-qa-zh.js'
import { defineTopicFamily } from './define-prompt-source.js'
import { endless, followedBy } from './draft.js'
import { createFill } from './fill.js'

const texts = {
  en: { questions: questionsEn, requests: requestsEn, gap: ' ' },
  zh: { questions: questionsZh, requests: requestsZh, gap: '' },
}

export const shortQa = defineTopicFamily({
  name: 'short_qa',
  description: 'a question of general knowledge, and how it is to be answered',
  compose({ random, language }) {
    const { questions, requests, gap } = texts[language]
    const fill = createFill(random, language)
    const question = fill(random.pick(questions))
    const further = function* () {
      yield* random.shuffled(requests).map((each) => gap + fill(each))
      // Beyond all wishes for one question, a prompt goes on to the next one.
      yield gap + fill(random.pick(questions))
    }
    const body = followedBy([question], endless(further))
    return { turns: [], lead: '', body, tail: '', compact: body, language }
  },
})
