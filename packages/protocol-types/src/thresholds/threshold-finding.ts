import { z } from 'zod'

/** What became of a limit in one run. */
export const ThresholdFinding = z.object({
  threshold: z.string().describe('as it is written: ttft.p99<500ms'),
  figure: z
    .string()
    .describe('wire name of the figure that was judged: p99_ttft_ms; slo_attainment for limits on each request'),
  verdict: z.enum(['holds', 'fails', 'undecided']),
  passed: z.boolean().describe('whether a gate lets it pass: what is undecided passes only where that was asked for'),
  value: z.number().nullable(),
  /** Its 95 % interval; `null`: no such end is known. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** `interval`: what holds is shown of the server; `value`: it is a fact of this run alone. */
  basis: z.enum(['interval', 'value']),
  reason: z.string().nullable().describe('why it is undecided, or what to beware of'),
})
export type ThresholdFinding = z.infer<typeof ThresholdFinding>
