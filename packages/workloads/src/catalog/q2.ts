import { defineWorkload } from './define-workload.js'

export const q2 = defineWorkload({
  name: 'Q2',
  description: 'summaries of a long report',
  suites: ['query'],
  source: 'summarisation',
  promptTokens: 512,
  outputTokens: 128,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
