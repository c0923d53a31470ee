import { defineWorkload } from './define-workload.js'

export const mixedGreedy = defineWorkload({
  name: 'mixed_greedy',
  description: 'short tasks decoded greedily, four in flight, replies in one piece',
  suites: ['mixed'],
  source: 'composite',
  promptTokens: 48,
  outputTokens: 128,
  requests: 8,
  load: { kind: 'closed', concurrency: 4 },
  sampling: { stream: false },
})
