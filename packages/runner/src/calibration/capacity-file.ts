import { defineArtifact } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'

const ms = z.number().nullable().default(null)

/** One load that was tried, the best of its attempts. */
export const CapacityStep = z.object({
  streams: z.int().positive(),
  /** Of each stream, as it was asked for. */
  tokensPerSecond: z.number().positive(),
  /** Of each stream, as it came: the median. `null` where none ended. */
  achievedTokensPerSecond: z.number().nullable().default(null),
  /** How late the client was (p99): at its reads, where the kernel stamps; else in its stamps, against the server's write times. */
  latenessP99Ms: ms,
  limitMs: z.number().positive(),
  failedRequests: z.int().nonnegative(),
  cpuShare: z.number().nullable().default(null),
  attempts: z.int().positive(),
  /** Why this load was not carried; `null`: it was. */
  beyond: z.enum(['failures', 'lateness', 'server']).nullable(),
})
export type CapacityStep = z.infer<typeof CapacityStep>

/** How many streams this machine's client keeps up with. */
export const CapacityFile = z.object({
  schemaVersion: z.literal(1),
  /** ISO 8601, UTC. */
  measuredAt: z.string(),
  /** As of a calibration: processor, cores, kernel, runtime, transport and load threads. */
  fingerprint: z.string().min(1),
  machine: z.object({ cpu: z.string(), cores: z.int().positive(), kernel: z.string(), runtime: z.string() }),
  transport: z.string(),
  workers: z.int().positive(),
  steps: z.array(CapacityStep),
  /** For each rate the most streams that were carried, and what ended the search. */
  carried: z.array(
    z.object({
      tokensPerSecond: z.number().positive(),
      streams: z.int().nonnegative(),
      /** `server`: it could write no more, so that the client may carry more; `largest`, `time`: more was not tried. */
      endedBy: z.enum(['failures', 'lateness', 'server', 'largest', 'time']),
    }),
  ),
})
export type CapacityFile = z.infer<typeof CapacityFile>
export type Carried = CapacityFile['carried'][number]

export const capacityFile = defineArtifact({ name: 'capacity', version: 1, schema: CapacityFile })

/** The rate at which most tokens a second were carried; `null` where none was. */
export function mostCarried({ carried }: CapacityFile): Carried | null {
  const [most] = carried
    .filter(({ streams }) => streams > 0)
    .sort((a, b) => b.streams * b.tokensPerSecond - a.streams * a.tokensPerSecond)
  return most ?? null
}

/** The rate at which most streams were carried; `null` where none was. */
export function mostStreams({ carried }: CapacityFile): Carried | null {
  const [most] = carried.filter(({ streams }) => streams > 0).sort((a, b) => b.streams - a.streams)
  return most ?? null
}
