import { z } from 'zod'

/** Flags of `history`. */
export const HistoryOptions = z.object({
  input: z.array(z.string()).default([]).describe('folder of results, searched to its depth, or a result file'),
  git: z.string().optional().describe('repository whose history holds results; name them with --file'),
  file: z.array(z.string()).default([]).describe('result file of --git, read in every version of it'),
  metric: z
    .array(z.string())
    .default([])
    .describe('figures that are judged, such as avg_ttft_ms [default those that targets are compared on]'),
  last: z.int().min(2).max(1000).default(200).describe('judge so many newest runs of each series'),
  falseDiscoveryRate: z
    .number()
    .gt(0)
    .max(50)
    .default(5)
    .describe('percentage of the series with a finding that may have none, on average'),
  margin: z.number().gt(0).lt(100).default(3).describe('changes up to this percentage are told, and fail nothing'),
  failOn: z
    .enum(['jump', 'worse'])
    .optional()
    .describe(
      'jump: exit code 3 where a level jumped or drifted by more than the margin; worse: where it did so to the worse',
    ),
  failWithin: z.int().positive().optional().describe('only a jump that may lie in so many newest runs fails'),
  output: z.string().default('./history_results').describe('folder for history.json and REPORT.md'),
  html: z
    .boolean()
    .default(false)
    .describe('also write report.html: every series with its points, noise band and jumps'),
  quiet: z.boolean().default(false).describe('print nothing but the path of the artifacts'),
})
export type HistoryOptions = z.infer<typeof HistoryOptions>
