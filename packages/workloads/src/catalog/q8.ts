import { defineWorkload } from './define-workload.js'

export const q8 = defineWorkload({
  name: 'Q8',
  description: 'reading, reckoning and writing in one task, four at once',
  suites: ['query'],
  source: 'composite',
  promptTokens: 192,
  outputTokens: 128,
  requests: 4,
  load: { kind: 'batch', size: 4 },
})
