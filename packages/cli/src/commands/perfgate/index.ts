import type { CommandGroup } from '../../command/define-command.js'
import { defineCommand } from '../../command/define-command.js'
import { PerfgateOptions } from './perfgate-options.js'

const compare = defineCommand({
  name: 'compare',
  brief: 'The regression check of perf-compare as a gate that reports or enforces',
  details: [
    'The verdict is that of perf-compare: a critical change is one that is larger than the threshold and than what noise explains.',
    'With --mode report the exit code is 0 whatever the verdict; files that cannot be used are an error all the same.',
    '',
    'Example:',
    '  sagellm-benchmark perfgate compare --mode report \\',
    '    --baseline benchmark_baselines/perf_baseline_e2e.json --current benchmark_results/perf_current.json',
  ].join('\n'),
  options: PerfgateOptions,
  lists: ['baseline', 'current', 'expectedChange'],
  load: async () => (await import('./perfgate-command.js')).perfgateCommand,
})

export const perfgate: CommandGroup = {
  name: 'perfgate',
  brief: 'A gate for changes: perf-compare, reporting or enforcing',
  commands: [compare],
}
