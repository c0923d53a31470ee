import { RegressionThresholds } from '@sagellm-benchmark/protocol-types/comparison'
import { z } from 'zod'

const { warningThresholdPct, criticalThresholdPct } = RegressionThresholds.shape

/** Flags of `perf-compare`. */
export const PerfCompareOptions = z.object({
  baseline: z
    .array(z.string())
    .min(1)
    .describe(
      'result file of perf --type e2e, or canonical result with rows, to hold against; several: starts of the same target',
    ),
  current: z
    .array(z.string())
    .min(1)
    .describe(
      'result file of perf --type e2e, or canonical result with rows, to judge; several: starts of the same target',
    ),
  warningThreshold: warningThresholdPct,
  criticalThreshold: criticalThresholdPct,
  failOn: z
    .enum(['critical', 'warning'])
    .default('critical')
    .describe('end with exit code 3 on a critical regression only, or on a warning too'),
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
