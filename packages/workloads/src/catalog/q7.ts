import { defineWorkload } from './define-workload.js'

export const q7 = defineWorkload({
  name: 'Q7',
  description: 'problems that are solved step by step',
  suites: ['query'],
  source: 'chain_of_thought',
  promptTokens: 256,
  outputTokens: 512,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
