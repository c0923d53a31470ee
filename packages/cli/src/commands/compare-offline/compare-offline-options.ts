import { z } from 'zod'

/** Flags of `compare-offline`. */
export const CompareOfflineOptions = z.object({
  result: z
    .array(z.string())
    .default([])
    .describe('LABEL=FILE of a capture, or of a canonical result with rows; two or more, the first is the baseline'),
  outputDir: z
    .string()
    .optional()
    .describe('folder for the artifacts [default benchmark_results/compare-offline_<time>]'),
  margin: z
    .number()
    .gt(0)
    .lt(100)
    .optional()
    .describe("differences up to this percentage do not matter [default the captures', else 3]"),
  allowMismatch: z
    .boolean()
    .default(false)
    .describe('compare captures of different models, plans or tokenizers, and say so'),
})
export type CompareOfflineOptions = z.infer<typeof CompareOfflineOptions>
