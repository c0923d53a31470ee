import { defineWorkload } from './define-workload.js'

export const haystack = defineWorkload({
  name: 'haystack',
  description: 'a summary of a very long report, two in flight',
  suites: ['batch'],
  source: 'summarisation',
  promptTokens: 1024,
  outputTokens: 32,
  requests: 4,
  load: { kind: 'closed', concurrency: 2 },
})
