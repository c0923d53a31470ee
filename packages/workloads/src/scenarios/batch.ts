import { defineScenario } from './define-scenario.js'

export const batch = defineScenario({
  name: 'batch',
  version: 1,
  description: 'work without anyone waiting for it: 256 tasks released at one instant, whose end is what counts',
  warmup: 4,
  workloads: [
    {
      name: 'batch',
      description: '256 tasks at once',
      source: 'composite',
      language: 'en',
      promptTokens: 256,
      outputTokens: 128,
      lengths: {
        prompt: { kind: 'uniform', mean: 256, rangeRatio: 0.5 },
        output: { kind: 'uniform', mean: 128, rangeRatio: 0.5 },
      },
      requests: 256,
      load: { kind: 'batch', size: 256 },
    },
  ],
})
