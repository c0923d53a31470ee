import { defineWorkload } from './define-workload.js'

export const year2Short = defineWorkload({
  name: 'year2_short',
  description: 'questions of the second year',
  suites: ['year2'],
  source: 'short_qa',
  promptTokens: 256,
  outputTokens: 256,
  requests: 10,
  load: { kind: 'closed', concurrency: 1 },
})
