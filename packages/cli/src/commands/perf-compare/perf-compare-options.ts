import { z } from 'zod'

/** Flags of `perf-compare`. */
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
