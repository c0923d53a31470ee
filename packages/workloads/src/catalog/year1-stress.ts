import { defineWorkload } from './define-workload.js'

export const year1Stress = defineWorkload({
  name: 'year1_stress',
  description: 'ten at once within a KV budget of 4,096 tokens',
  suites: ['year1'],
  source: 'dialogue',
  promptTokens: 256,
  outputTokens: 256,
  requests: 10,
  load: { kind: 'batch', size: 10 },
  // A field of the Protocol: engines that know none pass it over.
  extraBody: { kv_budget_tokens: 4096 },
})
