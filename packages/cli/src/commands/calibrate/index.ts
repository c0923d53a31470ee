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
    'With --max the streams are raised until the client reads too late to be trusted: that is what this machine can carry. Runs and',
    'comparisons that hold more streams open say so before they start. Takes some minutes, with --quick about one.',
    '',
    'Examples:',
    '  sagellm-benchmark calibrate --quick',
    '  sagellm-benchmark calibrate --max --quick',
  ].join('\n'),
  options: CalibrateOptions,
  synonyms: { 'load-threads': 'workers' },
  measures: true,
  load: async () => (await import('./calibrate-command.js')).calibrateCommand,
})
