import { defineWorkload } from './define-workload.js'

export const q5 = defineWorkload({
  name: 'Q5',
  description: 'short questions, ten at once',
  suites: ['query'],
  source: 'short_qa',
  promptTokens: 32,
  outputTokens: 64,
  requests: 10,
  load: { kind: 'batch', size: 10 },
})
