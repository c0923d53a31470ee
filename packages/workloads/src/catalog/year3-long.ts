import { defineWorkload } from './define-workload.js'

export const year3Long = defineWorkload({
  name: 'year3_long',
  description: 'very long reports of the third year',
  suites: ['year3'],
  source: 'summarisation',
  promptTokens: 32768,
  outputTokens: 2048,
  requests: 10,
  load: { kind: 'closed', concurrency: 1 },
})
