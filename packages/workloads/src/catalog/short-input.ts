import { defineWorkload } from './define-workload.js'

export const shortInput = defineWorkload({
  name: 'short_input',
  description: 'short questions, one at a time, of the first milestone',
  suites: ['m1', 'short'],
  source: 'short_qa',
  promptTokens: 128,
  outputTokens: 128,
  requests: 5,
  load: { kind: 'closed', concurrency: 1 },
})
