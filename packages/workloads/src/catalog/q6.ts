import { defineWorkload } from './define-workload.js'

export const q6 = defineWorkload({
  name: 'Q6',
  description: 'long reports, ten at once',
  suites: ['query'],
  source: 'summarisation',
  promptTokens: 512,
  outputTokens: 256,
  requests: 10,
  load: { kind: 'batch', size: 10 },
})
