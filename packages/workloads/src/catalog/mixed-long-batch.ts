import { defineWorkload } from './define-workload.js'

export const mixedLongBatch = defineWorkload({
  name: 'mixed_long_batch',
  description: 'conversations with sampling and a repetition penalty, three in flight, replies in one piece',
  suites: ['mixed'],
  source: 'dialogue',
  promptTokens: 256,
  outputTokens: 256,
  requests: 6,
  load: { kind: 'closed', concurrency: 3 },
  sampling: { temperature: 0.9, stream: false },
  extraBody: { repetition_penalty: 1.1 },
})
