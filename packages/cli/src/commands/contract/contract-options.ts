import { z } from 'zod'

/** Flags of `contract`. */
export const ContractOptions = z.object({
  year: z.int().min(1).max(3).describe('1, 2 or 3'),
  folder: z.string().default('./benchmark_results').describe('folder of a run, or one <name>_metrics.json'),
  outputJson: z.string().optional().describe('also write the checks into this file'),
})
export type ContractOptions = z.infer<typeof ContractOptions>
