import { defineScenario } from './define-scenario.js'

export const code = defineScenario({
  name: 'code',
  version: 1,
  description: 'functions to be written from a specification: middling prompts, long answers, eight developers at once',
  warmup: 8,
  workloads: [
    {
      name: 'code',
      description: 'functions from a specification, eight in flight',
      source: 'code_generation',
      language: 'en',
      promptTokens: 600,
      outputTokens: 400,
      lengths: {
        prompt: { kind: 'lognormal', mean: 600, stddev: 400, min: 96, max: 3000 },
        output: { kind: 'lognormal', mean: 400, stddev: 250, min: 32, max: 1500 },
      },
      requests: 160,
      load: { kind: 'closed', concurrency: 8 },
    },
  ],
})
