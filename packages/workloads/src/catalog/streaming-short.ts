import { defineWorkload } from './define-workload.js'

export const streamingShort = defineWorkload({
  name: 'streaming_short',
  description: 'short questions, one stream at a time',
  suites: ['streaming'],
  source: 'short_qa',
  promptTokens: 32,
  outputTokens: 128,
  requests: 5,
  load: { kind: 'closed', concurrency: 1 },
})
