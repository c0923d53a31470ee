import { defineWorkload } from './define-workload.js'

export const batchLarge = defineWorkload({
  name: 'batch_large',
  description: 'long reports, four in flight, replies in one piece',
  suites: ['batch'],
  source: 'summarisation',
  promptTokens: 512,
  outputTokens: 256,
  requests: 8,
  load: { kind: 'closed', concurrency: 4 },
  sampling: { stream: false },
})
