import { defineWorkload } from './define-workload.js'

export const streamingConcurrent = defineWorkload({
  name: 'streaming_concurrent',
  description: 'questions over four streams',
  suites: ['streaming'],
  source: 'short_qa',
  promptTokens: 64,
  outputTokens: 128,
  requests: 10,
  load: { kind: 'closed', concurrency: 4 },
})
