import { defineScenario } from './define-scenario.js'

export const agent = defineScenario({
  name: 'agent',
  version: 1,
  description:
    'agents at work: a long instruction with tools, subagents side by side, results of tools that are read, short answers',
  warmup: 2,
  workloads: [
    {
      name: 'agent',
      description: 'tasks of four to eight steps with up to three subagents, four of them always under way',
      source: 'conversation',
      sourceOptions: {
        turns: { kind: 'uniform', min: 4, max: 8 },
        // With the instruction and its tools.
        firstTokens: { kind: 'uniform', min: 1152, max: 2048 },
        growthTokens: { kind: 'lognormal', mean: 300, std: 200 },
        outputTokens: { kind: 'lognormal', mean: 120, std: 80 },
        // What passes between an answer and the next step is the time of a tool.
        thinkSeconds: { kind: 'lognormal', mean: 1, std: 0.6 },
        subagents: { kind: 'uniform', min: 0, max: 3 },
        subagentTurns: { kind: 'uniform', min: 2, max: 4 },
        toolSeconds: { kind: 'lognormal', mean: 1, std: 0.6 },
      },
      language: 'en',
      promptTokens: 1600,
      outputTokens: 120,
      sharedPrefixTokens: 1024,
      sessions: 20,
      requests: 20,
      load: { kind: 'closed', concurrency: 4 },
    },
  ],
})
