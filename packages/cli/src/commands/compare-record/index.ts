import { defineCommand } from '../../command/define-command.js'
import { CompareRecordOptions } from './compare-record-options.js'
import { otherNames } from '../../options/other-names.js'
import { connectionRules, keyRules, severalLoadsRules } from '../../options/flag-rules.js'
import { sessionRules, sessionScenarioRules } from '../../options/session-rules.js'
import { profileRules } from '../../options/profile-options.js'

export const compareRecord = defineCommand({
  name: 'compare-record',
  brief: 'Capture one endpoint, to be compared later without any server',
  details: [
    'Where the memory of the machine holds one engine at a time: capture one, stop it, capture the other with the same flags,',
    'then run compare-offline on the two files.',
    '',
    'Example:',
    '  sagellm-benchmark compare-record --label sagellm --url http://127.0.0.1:8901/v1 \\',
    '    --model Qwen/Qwen2.5-1.5B-Instruct --output-dir ./benchmark_results/sequential/sagellm',
  ].join('\n'),
  options: CompareRecordOptions,
  rules: [
    ...sessionScenarioRules,
    ...sessionRules,
    ...severalLoadsRules,
    ...profileRules,
    ...connectionRules,
    ...keyRules,
  ],
  ...otherNames(CompareRecordOptions),
  measures: true,
  lists: ['threshold'],
  load: async () => (await import('./compare-record-command.js')).compareRecordCommand,
})
