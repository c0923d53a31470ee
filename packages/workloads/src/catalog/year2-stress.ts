import { defineWorkload } from './define-workload.js'

export const year2Stress = defineWorkload({
  name: 'year2_stress',
  description: 'fifty at once within a KV budget of 16,384 tokens',
  suites: ['year2'],
  source: 'dialogue',
  promptTokens: 512,
  outputTokens: 512,
  requests: 50,
  load: { kind: 'batch', size: 50 },
  // A field of the Protocol: engines that know none pass it over.
  extraBody: { kv_budget_tokens: 16384 },
})
