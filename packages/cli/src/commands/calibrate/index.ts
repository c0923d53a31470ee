import { defineCommand } from '../../command/define-command.js'
import { CalibrateOptions } from './calibrate-options.js'

export const calibrate = defineCommand({
  name: 'calibrate',
  brief: "Measure how truly this machine's client stamps tokens; later runs print the result",
  details: [
    'Streams from a reference engine whose write times are known, more of them at each step, until the stamp error (p99)',
    'passes the limit. All streams step together, as those of a batching engine do, which is the hardest case.',
    'Takes about 40 seconds, with --quick about 10. Keep the machine otherwise as it is when you measure.',
    '',
    'Example:',
    '  sagellm-benchmark calibrate --quick',
  ].join('\n'),
  options: CalibrateOptions,
  synonyms: { 'load-threads': 'workers' },
  load: async () => (await import('./calibrate-command.js')).calibrateCommand,
})
