import { z } from 'zod'
import { BurstFinding } from './burst-finding.js'
import { StartupFinding } from './startup-finding.js'

const number = z.number().nonnegative().nullable().default(null)

/** A state of the server through the load, as its metrics page said; seconds from the burst, which may be negative. */
const Sample = z.object({ t: z.number(), running: number, waiting: number, kvUsage: number })

/** One process of the server, from its start to its end: the groups of a readiness-slo/v1 artifact, as far as a client can know them. */
export const ReadinessProcess = z.object({
  id: z.string().min(1).describe('its folder and its log'),
  /** `cold`: the command for a cold start had run before. `as_found`: nobody cleared anything. `warm`: one had ended just before. */
  kind: z.enum(['cold', 'as_found', 'warm']),
  startedAt: z.string().describe('ISO 8601, UTC'),
  startupMetrics: StartupFinding,
  /** `null`: no burst was measured on this process. */
  sloMetrics: BurstFinding.nullable().default(null),
  queueMetrics: z
    .object({
      queueWaitMs: number.describe('mean, as the histogram of the server says'),
      prefillWaitMs: number,
      runningWaitingTimeseries: z.array(Sample).default([]),
    })
    .nullable()
    .default(null),
  kvStateMetrics: z
    .object({ kvUsagePeak: number, preemptionCount: number, evictionCount: number })
    .nullable()
    .default(null),
  /** SHA-256 of the files that this follows from; `null` for one that is not there. */
  rawEvidence: z.object({ serverLogSha256: z.string().nullable(), clientResultSha256: z.string().nullable() }),
})
export type ReadinessProcess = z.infer<typeof ReadinessProcess>
