import { z } from 'zod'
import { defineCommand } from '../../command/define-command.js'

export const ReportOptions = z.object({
  input: z
    .string()
    .default('./benchmark_results/benchmark_summary.json')
    .describe('result file, or the folder of a run'),
  format: z.string().default('table').describe('table, markdown, json, csv'),
  output: z.string().optional().describe('write into this file instead of the terminal'),
})
export type ReportOptions = z.infer<typeof ReportOptions>

export const report = defineCommand({
  name: 'report',
  brief: 'Show a result file as table, Markdown, JSON or CSV',
  details: [
    'Reads every result file that this program writes, and those of the Python original.',
    '',
    'Example:',
    '  sagellm-benchmark report --input ./benchmark_results/benchmark_summary.json --format markdown',
  ].join('\n'),
  options: ReportOptions,
  letters: { i: 'input', o: 'output' },
  load: async () => (await import('./report-command.js')).reportCommand,
})
