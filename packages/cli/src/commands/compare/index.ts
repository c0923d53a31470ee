import { defineCommand } from '../../command/define-command.js'
import { CompareOptions } from './compare-options.js'
import { otherNames } from '../../options/other-names.js'
import { connectionRules, keyRules, severalLoadsRules, sharingRules } from '../../options/flag-rules.js'
import { sessionRules, sessionScenarioRules } from '../../options/session-rules.js'
import { profileRules } from '../../options/profile-options.js'

export const compare = defineCommand({
  name: 'compare',
  brief: 'Which of several OpenAI-compatible endpoints is faster, and by how much',
  details: [
    'Measures the endpoints in interleaved rounds of the same requests and judges each metric: better, worse, equivalent,',
    'differs (but maybe within the margin), or inconclusive with the number of rounds that would decide it. The first target',
    'is the baseline.',
    '',
    'Examples:',
    '  sagellm-benchmark compare --model Qwen/Qwen2.5-0.5B-Instruct \\',
    '    --target sagellm=http://127.0.0.1:8902/v1 --target vllm=http://127.0.0.1:8901/v1',
    '  sagellm-benchmark compare --model M --target a=http://127.0.0.1:8902/v1 --target b=http://127.0.0.1:8000/v1 \\',
    '    --target-command "a=sagellm serve --port 8902" --target-command "b=vllm serve M --port 8000"',
    '  sagellm-benchmark compare --self --model M --target a=http://127.0.0.1:8902/v1',
  ].join('\n'),
  options: CompareOptions,
  rules: [
    ...sessionScenarioRules,
    ...sessionRules,
    ...severalLoadsRules,
    ...profileRules,
    ...connectionRules,
    ...keyRules,
    ...sharingRules,
    {
      flags: ['restarts'],
      when: ({ shard }) => shard === undefined,
      only: 'without --shard: shards share the rounds of one start',
    },
  ],
  ...otherNames(CompareOptions),
  measures: true,
  lists: ['threshold'],
  load: async () => (await import('./compare-command.js')).compareCommand,
})
