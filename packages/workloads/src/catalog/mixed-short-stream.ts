import { defineWorkload } from './define-workload.js'

export const mixedShortStream = defineWorkload({
  name: 'mixed_short_stream',
  description: 'short questions with sampling, two streams',
  suites: ['mixed'],
  source: 'short_qa',
  promptTokens: 32,
  outputTokens: 64,
  requests: 10,
  load: { kind: 'closed', concurrency: 2 },
  sampling: { temperature: 0.7, topK: 50 },
})
