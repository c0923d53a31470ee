import { defineCommand } from '../../command/define-command.js'
import { NonstreamCompareOptions } from './nonstream-compare-options.js'
import { otherNames } from '../../options/other-names.js'
import { connectionRules, keyRules, severalLoadsRules } from '../../options/flag-rules.js'

export const nonstreamCompare = defineCommand({
  name: 'nonstream-compare',
  brief: 'Compare endpoints that do not stream: whole answers, end-to-end latency and throughput only',
  details: [
    'Nothing can be known of the time to the first token, or between tokens, where answers come whole; the report says so.',
    '',
    'Example:',
    '  sagellm-benchmark nonstream-compare --model M \\',
    '    --target a=http://127.0.0.1:8902/v1 --target b=http://127.0.0.1:8000/v1 --rounds 10',
  ].join('\n'),
  options: NonstreamCompareOptions,
  rules: [...severalLoadsRules, ...connectionRules, ...keyRules],
  ...otherNames(NonstreamCompareOptions),
  measures: true,
  load: async () => (await import('./nonstream-compare-command.js')).nonstreamCompareCommand,
})
