import { defineScenario } from './define-scenario.js'

export const rag = defineScenario({
  name: 'rag',
  version: 1,
  description:
    'questions on passages that were found for them: long prompts behind one shared instruction, short answers',
  warmup: 4,
  workloads: [
    {
      name: 'rag',
      description: 'questions on found passages, independent users at 2 a second',
      source: 'composite',
      language: 'en',
      promptTokens: 2000,
      outputTokens: 180,
      lengths: {
        prompt: { kind: 'lognormal', mean: 2000, stddev: 900, min: 512, max: 6000 },
        output: { kind: 'lognormal', mean: 180, stddev: 100, min: 16, max: 600 },
      },
      sharedPrefixTokens: 256,
      requests: 200,
      load: { kind: 'poisson', rateRps: 2 },
    },
  ],
})
