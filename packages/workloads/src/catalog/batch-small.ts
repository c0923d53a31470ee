import { defineWorkload } from './define-workload.js'

export const batchSmall = defineWorkload({
  name: 'batch_small',
  description: 'many very short prompts, eight in flight, replies in one piece',
  suites: ['batch'],
  source: 'short_qa',
  promptTokens: 16,
  outputTokens: 32,
  requests: 20,
  load: { kind: 'closed', concurrency: 8 },
  sampling: { stream: false },
})
