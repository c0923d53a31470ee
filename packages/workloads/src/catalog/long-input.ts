import { defineWorkload } from './define-workload.js'

export const longInput = defineWorkload({
  name: 'long_input',
  description: 'reports of middle length, one at a time, of the first milestone',
  suites: ['m1', 'long'],
  source: 'summarisation',
  promptTokens: 200,
  outputTokens: 200,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
