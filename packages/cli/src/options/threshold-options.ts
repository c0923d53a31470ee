import { OnUndecided } from '@sagellm-benchmark/protocol-types/thresholds'
import { z } from 'zod'

/** Gates on what is measured: the flags of every command that measures a server. */
export const thresholdOptions = {
  threshold: z
    .array(z.string())
    .default([])
    .describe(
      "what must hold, else exit code 3: 'ttft.p99<500', 'errors<1%', 'output_throughput>100'; run also takes 'ttft<200', of each request",
    ),
  onUndecided: OnUndecided,
} as const
