import { defineWorkload } from './define-workload.js'

export const year2Long = defineWorkload({
  name: 'year2_long',
  description: 'long reports of the second year',
  suites: ['year2'],
  source: 'summarisation',
  promptTokens: 8192,
  outputTokens: 1024,
  requests: 5,
  load: { kind: 'closed', concurrency: 1 },
})
