import { z } from 'zod'
import { defineCommand } from '../../command/define-command.js'

export const PerfCompareOptions = z.object({
  baseline: z.string().describe('result file of perf --type e2e to hold against'),
  current: z.string().describe('result file of perf --type e2e to judge'),
  warningThreshold: z.number().nonnegative().default(5).describe('per cent; more is a warning'),
  criticalThreshold: z.number().nonnegative().default(10).describe('per cent; more is critical'),
  expectedChange: z.array(z.string()).default([]).describe('metric whose change was announced, e.g. avg_ttft_ms'),
  summaryJson: z.string().optional().describe('write the summary into this file'),
  reportMd: z.string().optional().describe('write the report into this file'),
  commentMd: z.string().optional().describe('write a short report for a pull request into this file'),
  githubOutput: z.string().optional().describe('append overall_status=... to this file, as $GITHUB_OUTPUT wants it'),
  allowDifferentMachine: z
    .boolean()
    .default(false)
    .describe('compare although the two were measured on different machines; the report says so'),
})
export type PerfCompareOptions = z.infer<typeof PerfCompareOptions>

export const perfCompare = defineCommand({
  name: 'perf-compare',
  brief: 'Check an end-to-end benchmark for regressions against a baseline',
  details: [
    'Compares the scenarios that both files have. A change that the intervals of both runs allow for is noise, not a',
    'regression. Exit code: 0 no critical regression, 1 not comparable, 2 the files cannot be used, 3 critical.',
    '',
    'Example:',
    '  sagellm-benchmark perf-compare --baseline benchmark_baselines/perf_baseline_e2e.json --current benchmark_results/perf_current.json',
  ].join('\n'),
  options: PerfCompareOptions,
  lists: ['expectedChange'],
  load: async () => (await import('./perf-compare-command.js')).perfCompareCommand,
})
