import { defineWorkload } from './define-workload.js'

export const year3Short = defineWorkload({
  name: 'year3_short',
  description: 'questions of the third year',
  suites: ['year3'],
  source: 'short_qa',
  promptTokens: 512,
  outputTokens: 512,
  requests: 20,
  load: { kind: 'closed', concurrency: 1 },
})
