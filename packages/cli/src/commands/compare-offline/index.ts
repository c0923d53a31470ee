import { defineCommand } from '../../command/define-command.js'
import { CompareOfflineOptions } from './compare-offline-options.js'

export const compareOffline = defineCommand({
  name: 'compare-offline',
  brief: 'Compare captures that were made one after the other, without any server',
  details: [
    'Takes the files of compare-record and compare, and those of the Python original (one shot: no intervals, no verdicts).',
    'A drift between the captures cannot be distinguished from a difference between the engines; the report says so.',
    '',
    'Example:',
    '  sagellm-benchmark compare-offline --result sagellm=./sequential/sagellm/sagellm.json \\',
    '    --result vllm=./sequential/vllm/vllm.json --output-dir ./sequential/compare',
  ].join('\n'),
  options: CompareOfflineOptions,
  positional: 'result',
  load: async () => (await import('./compare-offline-command.js')).compareOfflineCommand,
})
