import { defineWorkload } from './define-workload.js'

export const stressTest = defineWorkload({
  name: 'stress_test',
  description: 'conversations, ten at once, of the first milestone',
  suites: ['m1', 'stress'],
  source: 'dialogue',
  promptTokens: 256,
  outputTokens: 256,
  requests: 10,
  load: { kind: 'batch', size: 10 },
})
