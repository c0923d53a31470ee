import { defineWorkload } from './define-workload.js'

export const q4 = defineWorkload({
  name: 'Q4',
  description: 'the next turn of a conversation with several turns',
  suites: ['query'],
  source: 'dialogue',
  promptTokens: 256,
  outputTokens: 256,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
