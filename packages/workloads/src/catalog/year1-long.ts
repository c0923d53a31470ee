import { defineWorkload } from './define-workload.js'

export const year1Long = defineWorkload({
  name: 'year1_long',
  description: 'long reports of the first year',
  suites: ['year1'],
  source: 'summarisation',
  promptTokens: 2048,
  outputTokens: 512,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
