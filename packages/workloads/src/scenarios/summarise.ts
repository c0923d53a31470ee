import { defineScenario } from './define-scenario.js'

export const summarise = defineScenario({
  name: 'summarise',
  version: 1,
  description: 'reports to be summarised: long prompts, short answers of about one length, eight at once',
  warmup: 8,
  workloads: [
    {
      name: 'summarise',
      description: 'reports to be summarised, eight in flight',
      source: 'summarisation',
      language: 'en',
      promptTokens: 1500,
      outputTokens: 150,
      lengths: {
        prompt: { kind: 'lognormal', mean: 1500, stddev: 700, min: 256, max: 4000 },
        output: { kind: 'normal', mean: 150, stddev: 40, min: 48, max: 300 },
      },
      requests: 160,
      load: { kind: 'closed', concurrency: 8 },
    },
  ],
})
