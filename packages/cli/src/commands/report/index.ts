import { z } from 'zod'
import { defineCommand } from '../../command/define-command.js'
import { plotOptions } from './plot-options.js'

export const ReportOptions = z.object({
  input: z
    .array(z.string())
    .default(['./benchmark_results/benchmark_summary.json'])
    .describe('result file, or the folder of a run; several are ranked against each other'),
  format: z
    .string()
    .optional()
    .describe("table, markdown, comment, json, csv, html; default what --output's name ends in, else table"),
  output: z.string().optional().describe('write into this file instead of the terminal'),
  ...plotOptions,
})
export type ReportOptions = z.infer<typeof ReportOptions>

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
  letters: { i: 'input', o: 'output' },
  load: async () => (await import('./report-command.js')).reportCommand,
})
