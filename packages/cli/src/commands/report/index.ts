import { defineCommand } from '../../command/define-command.js'
import { plotRules } from '../../options/flag-rules.js'
import { ReportOptions } from './report-options.js'

export const report = defineCommand({
  name: 'report',
  brief: 'Show a result as table, Markdown, HTML page, JSON or CSV, and draw its plots',
  details: [
    'Reads every result file that this program writes, and those of the Python original. A folder stands for its result',
    'file. Where records.jsonl and environment.json lie beside it, the HTML page and the plots show every request.',
    '',
    'Examples:',
    '  sagellm-benchmark report --input ./benchmark_results/benchmark_summary.json --format markdown',
    '  sagellm-benchmark report --input ./benchmark_results --output report.html',
    '  sagellm-benchmark report --input ./benchmark_results/perf_results.json --plot --plot-format png',
  ].join('\n'),
  options: ReportOptions,
  rules: plotRules,
  positional: 'input',
  load: async () => (await import('./report-command.js')).reportCommand,
})
