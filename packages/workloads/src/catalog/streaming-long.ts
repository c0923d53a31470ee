import { defineWorkload } from './define-workload.js'

export const streamingLong = defineWorkload({
  name: 'streaming_long',
  description: 'long conversations, one stream at a time',
  suites: ['streaming'],
  source: 'dialogue',
  promptTokens: 256,
  outputTokens: 256,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})
