import { defineCommand } from '../../command/define-command.js'
import { DashboardOptions } from './dashboard-options.js'

export const dashboard = defineCommand({
  name: 'dashboard',
  brief: 'Write a page of all results below a folder: a tab for each scenario, sorted and filtered, with histories',
  details: [
    'The page is one file that needs no server and loads nothing. It shows runs, end-to-end measurements and leaderboard',
    'entries, those of the Python original too.',
    '',
    'Example:',
    '  sagellm-benchmark dashboard --results ./benchmark_results --output dashboard.html --sort-by ttft_ms',
  ].join('\n'),
  options: DashboardOptions,
  positional: 'results',
  load: async () => (await import('./dashboard-command.js')).dashboardCommand,
})
