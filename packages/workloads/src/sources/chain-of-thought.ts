import { problemsEn, reasoningStepsEn } from '../text/chain-of-thought-en.js'
import { problemsZh, reasoningStepsZh } from '../text/chain-of-thought-zh.js'
import { defineTopicFamily } from './define-prompt-source.js'
import { endless, followedBy } from './draft.js'
import { createFill } from './fill.js'

const texts = {
  en: { problems: problemsEn, steps: reasoningStepsEn, gap: ' ' },
  zh: { problems: problemsZh, steps: reasoningStepsZh, gap: '' },
}

export const chainOfThought = defineTopicFamily({
  name: 'chain_of_thought',
  description: 'problems with numbers, to be solved step by step',
  compose({ random, language }) {
    const { problems, steps, gap } = texts[language]
    const further = function* () {
      const fill = createFill(random, language)
      const order = random.shuffled(steps)
      // A problem, then a handful of instructions, as on a work sheet.
      for (const problem of random.shuffled(problems)) {
        yield `\n\n${fill(problem)}`
        for (let i = 0; i < 4; i += 1) yield gap + fill(order.pop() ?? random.pick(steps))
      }
    }
    const sheet = endless(further)
    const first = String(sheet.next().value).trimStart()
    const body = followedBy([first], sheet)
    return { turns: [], lead: '', body, tail: '', compact: body, language }
  },
})
