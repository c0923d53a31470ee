import { defineScenario } from './define-scenario.js'

export const chat = defineScenario({
  name: 'chat',
  version: 1,
  description:
    'people who talk with an assistant: conversations behind one system prompt, each answer read before the next question',
  warmup: 4,
  workloads: [
    {
      name: 'chat',
      description: 'conversations of two to eight turns, eight of them always under way',
      source: 'conversation',
      sourceOptions: {
        turns: { kind: 'uniform', min: 2, max: 8 },
        // With the system prompt.
        firstTokens: { kind: 'uniform', min: 288, max: 640 },
        growthTokens: { kind: 'lognormal', mean: 60, std: 50 },
        outputTokens: { kind: 'lognormal', mean: 200, std: 140 },
        thinkSeconds: { kind: 'lognormal', mean: 6, std: 4 },
      },
      language: 'en',
      promptTokens: 464,
      outputTokens: 200,
      sharedPrefixTokens: 256,
      sessions: 40,
      // The turns of all sessions; counted where the sessions are read.
      requests: 40,
      load: { kind: 'closed', concurrency: 8 },
    },
  ],
})
