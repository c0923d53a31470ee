import { reportsEn } from '../text/summarisation-en.js'
import { reportsZh, summaryTasksZh } from '../text/summarisation-zh.js'
import { summaryTasksEn } from '../text/summary-tasks-en.js'
import { defineTopicFamily, type DraftWish } from './define-prompt-source.js'
import { type Draft, endless } from './draft.js'
import { createFill } from './fill.js'

const texts = {
  en: { tasks: summaryTasksEn, reports: reportsEn, gap: ' ' },
  zh: { tasks: summaryTasksZh, reports: reportsZh, gap: '' },
}

export const summarisation = defineTopicFamily({
  name: 'summarisation',
  description: 'a report of several paragraphs that is to be summarised',
  compose: composeReport,
})

/** The task, then reports on different matters, one paragraph each. */
export function composeReport({ random, language }: DraftWish): Draft {
  const { tasks, reports, gap } = texts[language]
  const body = endless(function* () {
    for (const report of random.shuffled(reports)) {
      // Each report has people and places of its own; a few sentences are left out so that repeats differ.
      const fill = createFill(random, language)
      const kept = report.filter((_, i) => i === 0 || random.uniform() < 0.85)
      for (const [i, sentence] of kept.entries()) yield (i === 0 ? '\n\n' : gap) + fill(sentence)
    }
  })
  const lead = createFill(random, language)(random.pick(tasks))
  return { turns: [], lead, body, tail: '', compact: body, language }
}
