import { defineCommand } from '../../command/define-command.js'
import { ReproduceOptions } from './reproduce-options.js'

export const reproduce = defineCommand({
  name: 'reproduce',
  brief: 'Measure the plan of a run’s folder again and say whether its result is reproduced; exit code 3 where not',
  details: [
    'Sends fresh prompts of the recorded lengths under the recorded load to the recorded target, and holds the rounds of both against each',
    'other by the judge of compare. Five rounds or more on both sides (run --repeat 5) let it decide.',
    '',
    'Example:',
    '  sagellm-benchmark reproduce ./benchmark_results',
  ].join('\n'),
  options: ReproduceOptions,
  positional: 'folder',
  load: async () => (await import('./reproduce-command.js')).reproduceCommand,
})
