import { defineWorkload } from './define-workload.js'

export const batchMedium = defineWorkload({
  name: 'batch_medium',
  description: 'code tasks, eight in flight, replies in one piece',
  suites: ['batch'],
  source: 'code_generation',
  promptTokens: 128,
  outputTokens: 128,
  requests: 16,
  load: { kind: 'closed', concurrency: 8 },
  sampling: { stream: false },
})
