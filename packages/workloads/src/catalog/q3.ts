import { defineWorkload } from './define-workload.js'

export const q3 = defineWorkload({
  name: 'Q3',
  description: 'code from a specification',
  suites: ['query'],
  source: 'code_generation',
  promptTokens: 128,
  outputTokens: 256,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
