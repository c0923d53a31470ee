import { defineWorkload } from './define-workload.js'

export const q1 = defineWorkload({
  name: 'Q1',
  description: 'short questions and answers',
  suites: ['query'],
  source: 'short_qa',
  promptTokens: 32,
  outputTokens: 64,
  requests: 5,
  load: { kind: 'closed', concurrency: 1 },
})
