import { defineCommand } from '../../command/define-command.js'
import { referenceEngineRules, serveCpuRules } from './serve-flag-rules.js'
import { ReferenceEngineOptions, ServeCpuOptions } from './serve-options.js'

export const serveCpu = defineCommand({
  name: 'serve-cpu',
  brief: 'Serve real CPU inference over the OpenAI API, to be measured as an endpoint',
  details: 'Example:\n  sagellm-benchmark serve-cpu --port 8902',
  options: ServeCpuOptions,
  rules: serveCpuRules,
  load: async () => (await import('./serve-commands.js')).serveCpuCommand,
})

export const referenceEngine = defineCommand({
  name: 'reference-engine',
  brief: 'Serve a deterministic SIMULATED engine over the OpenAI API, for demos and tests',
  details:
    'Examples:\n  sagellm-benchmark reference-engine --port 8901\n  sagellm-benchmark reference-engine --port 8902 --slowdown 1.25 --no-shared-stream --paged-path off',
  options: ReferenceEngineOptions,
  rules: referenceEngineRules,
  synonyms: { 'step-time': 'decodeStepMs', context: 'maxModelLen' },
  load: async () => (await import('./serve-commands.js')).referenceEngineCommand,
})
