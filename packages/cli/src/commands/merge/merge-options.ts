import { z } from 'zod'

/** Flags of `merge`. */
export const MergeOptions = z.object({
  folders: z.array(z.string()).default([]).describe('folder of each shard of one run'),
  output: z
    .string()
    .default('./benchmark_results')
    .describe('folder for the result; an earlier one in it is moved to previous/'),
  verbose: z.boolean().default(false).describe('print every workload, however many there are'),
})
export type MergeOptions = z.infer<typeof MergeOptions>
