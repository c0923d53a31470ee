import { defineScenario } from './define-scenario.js'

export const longContext = defineScenario({
  name: 'long-context',
  version: 1,
  description: 'very long reports, two at a time: what the prefill and the memory of the engine take',
  warmup: 1,
  workloads: [
    {
      name: 'long-context',
      description: 'reports of 16,000 tokens, two in flight',
      source: 'summarisation',
      language: 'en',
      promptTokens: 16_000,
      outputTokens: 256,
      requests: 24,
      load: { kind: 'closed', concurrency: 2 },
    },
  ],
})
