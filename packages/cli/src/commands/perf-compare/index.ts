import { defineCommand } from '../../command/define-command.js'
import { PerfCompareOptions } from './perf-compare-options.js'

export const perfCompare = defineCommand({
  name: 'perf-compare',
  brief: 'Check an end-to-end benchmark for regressions against a baseline',
  details: [
    'Compares the scenarios that both files have, one by one and by the geometric mean of their ratios. A change that noise',
    'explains is no regression; the noise between starts is known where a side was measured with perf --restarts. Exit code:',
    '0 no critical regression, 1 not comparable, 2 the files cannot be used or have no scenario in common, 3 critical',
    '(with --fail-on warning also a warning).',
    '',
    'Example:',
    '  sagellm-benchmark perf-compare --baseline benchmark_baselines/perf_baseline_e2e.json --current benchmark_results/perf_current.json',
  ].join('\n'),
  options: PerfCompareOptions,
  lists: ['baseline', 'current', 'expectedChange'],
  load: async () => (await import('./perf-compare-command.js')).perfCompareCommand,
})
