import { z } from 'zod'

/** Flags of `dashboard`. */
export const DashboardOptions = z.object({
  results: z.string().default('./benchmark_results').describe('folder of results, searched to its depth'),
  output: z.string().default('dashboard.html').describe('page to write'),
  title: z.string().default('Benchmark results').describe('its heading'),
  sortBy: z
    .enum(['throughput_tps', 'ttft_ms', 'latency_p99_ms', 'tbt_ms'])
    .default('throughput_tps')
    .describe('what sorts the tables at first, the best on top'),
})
export type DashboardOptions = z.infer<typeof DashboardOptions>
