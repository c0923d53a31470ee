import { defineWorkload } from './define-workload.js'

export const year1Short = defineWorkload({
  name: 'year1_short',
  description: 'short questions of the first year',
  suites: ['year1'],
  source: 'short_qa',
  promptTokens: 128,
  outputTokens: 128,
  requests: 5,
  load: { kind: 'closed', concurrency: 1 },
})
