import { z } from 'zod'
import { plotOptions } from '../../options/plot-options.js'

/** Flags of `report`. */
export const ReportOptions = z.object({
  input: z
    .array(z.string())
    .default(['./benchmark_results/benchmark_summary.json'])
    .describe('result file, or the folder of a run; several are ranked against each other'),
  format: z
    .string()
    .optional()
    .describe(
      "table, markdown, comment, json, csv, html, junit, github; default what --output's name ends in, else table",
    ),
  output: z.string().optional().describe('write into this file instead of the terminal'),
  ...plotOptions,
})
export type ReportOptions = z.infer<typeof ReportOptions>
