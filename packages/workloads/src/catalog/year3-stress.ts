import { defineWorkload } from './define-workload.js'

export const year3Stress = defineWorkload({
  name: 'year3_stress',
  description: 'a hundred at once within a KV budget of 65,536 tokens',
  suites: ['year3'],
  source: 'dialogue',
  promptTokens: 1024,
  outputTokens: 1024,
  requests: 100,
  load: { kind: 'batch', size: 100 },
  // A field of the Protocol: engines that know none pass it over.
  extraBody: { kv_budget_tokens: 65536 },
})
