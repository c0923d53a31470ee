import { defineCommand } from '../../command/define-command.js'
import { HistoryOptions } from './history-options.js'

export const history = defineCommand({
  name: 'history',
  brief: 'Jump or noise: judge the history of each figure over the results of many runs',
  details: [
    'Reads results of run, perf, compare and sweep, leaderboard files of either site, and results of vLLM bench, AIPerf and GuideLLM, below a folder or in',
    'the history of a git repository. For each figure of each load, model and machine it says whether the level jumped, and where; what of the',
    'environment changed there; how far runs differ anyway; and the command that settles a doubt. Other files are passed over and counted.',
    '',
    'Examples:',
    '  sagellm-benchmark history ./nightly --html',
    '  sagellm-benchmark history ./nightly --fail-on worse --fail-within 5',
    '  sagellm-benchmark history --git . --file benchmark_baselines/perf_baseline_e2e.json',
  ].join('\n'),
  options: HistoryOptions,
  positional: 'input',
  rules: [
    { flags: ['file'], when: ({ git }) => git !== undefined, only: 'with --git' },
    { flags: ['failWithin'], when: ({ failOn }) => failOn !== undefined, only: 'with --fail-on' },
  ],
  load: async () => (await import('./history-command.js')).historyCommand,
})
