import { compositeNotesEn, compositeTasksEn } from '../text/composite-en.js'
import { compositeNotesZh, compositeTasksZh } from '../text/composite-zh.js'
import { defineTopicFamily } from './define-prompt-source.js'
import { endless, followedBy } from './draft.js'
import { createFill } from './fill.js'

const texts = {
  en: { tasks: compositeTasksEn, notes: compositeNotesEn, heading: 'Notes of the week:', task: 'Task: ', gap: ' ' },
  zh: { tasks: compositeTasksZh, notes: compositeNotesZh, heading: '本周记录：', task: '任务：', gap: '' },
}

export const composite = defineTopicFamily({
  name: 'composite',
  description: 'notes from work and a task on them that needs reading, reckoning and writing together',
  compose({ random, language }) {
    const { tasks, notes, heading, task, gap } = texts[language]
    const fill = createFill(random, language)
    const wanted = fill(random.pick(tasks))
    const list = () => endless(() => random.shuffled(notes).map((each) => `\n- ${fill(each)}`))
    return {
      turns: [],
      lead: heading,
      body: list(),
      tail: `\n\n${task}${wanted}`,
      compact: followedBy([wanted + gap + heading], list()),
      language,
    }
  },
})
