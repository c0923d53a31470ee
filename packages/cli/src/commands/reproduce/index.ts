import { defineCommand } from '../../command/define-command.js'
import { ReproduceOptions } from './reproduce-options.js'

export const reproduce = defineCommand({
  name: 'reproduce',
  brief: 'Measure what a folder records again and say whether its result is reproduced; exit code 3 where not',
  details: [
    'Takes a folder of run (a point of sweep or capacity is one), of compare or compare-record, or of perf on whole requests. Sends fresh prompts of',
    'the recorded lengths at the recorded times to the recorded targets, pairs the rounds of both, and says of each figure whether it is reproduced.',
    'Five rounds or more on both sides (run --repeat 5) are paired by their number; fewer are cut into sections of their requests.',
    '',
    'Example:',
    '  sagellm-benchmark reproduce ./benchmark_results',
  ].join('\n'),
  options: ReproduceOptions,
  positional: 'folder',
  load: async () => (await import('./reproduce-command.js')).reproduceCommand,
})
