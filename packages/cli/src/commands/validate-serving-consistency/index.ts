import { defineCommand } from '../../command/define-command.js'
import { otherNames } from '../../options/other-names.js'
import { connectionRules, keyRules } from '../../options/flag-rules.js'
import { ValidateConsistencyOptions } from './validate-consistency-options.js'

export const validateServingConsistency = defineCommand({
  name: 'validate-serving-consistency',
  brief: 'Does a server say the same however it is asked, and decode as it claims? exit code 3 where not',
  details: [
    'Every prompt is asked at temperature 0 twice streamed and twice in one piece, at chat and at completions; a text that',
    'differs is shown from where it parts, and a server that answers one request with two texts is named as not deterministic.',
    'A request that must be refused is sent too, batches are sent at once, and /info is read: with --hardware-family its feature',
    'gate of explicit decode has to be on, without it where there is one. Writes <label>_runtime_consistency.json, which report shows.',
    '',
    'Example:',
    '  sagellm-benchmark validate-serving-consistency --label sagellm --url http://127.0.0.1:8901/v1 --batch-size 1 --batch-size 4',
  ].join('\n'),
  options: ValidateConsistencyOptions,
  rules: [...connectionRules, ...keyRules],
  ...otherNames(ValidateConsistencyOptions),
  measures: true,
  load: async () => (await import('./validate-consistency-command.js')).validateConsistencyCommand,
})
