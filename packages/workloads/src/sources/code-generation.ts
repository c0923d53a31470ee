import { codeDemandsEn, codeTasksEn } from '../text/code-generation-en.js'
import { codeDemandsZh, codeTasksZh } from '../text/code-generation-zh.js'
import { defineTopicFamily } from './define-prompt-source.js'
import { endless, followedBy } from './draft.js'
import { createFill } from './fill.js'

const texts = {
  en: { tasks: codeTasksEn, demands: codeDemandsEn, inLanguage: ' Use {language}.', next: 'Then the next one. ' },
  zh: { tasks: codeTasksZh, demands: codeDemandsZh, inLanguage: '请使用 {language}。', next: '然后是下一个。' },
}

export const codeGeneration = defineTopicFamily({
  name: 'code_generation',
  description: 'a function to be written, with a list of demands',
  compose({ random, language }) {
    const { tasks, demands, inLanguage, next } = texts[language]
    const fill = createFill(random, language)
    const task = fill(random.pick(tasks)) + fill(inLanguage)
    const further = function* () {
      yield* random.shuffled(demands).map((each) => `\n- ${fill(each)}`)
      yield `\n\n${next}${fill(random.pick(tasks))}`
    }
    const body = followedBy([task], endless(further))
    return { turns: [], lead: '', body, tail: '', compact: body, language }
  },
})
