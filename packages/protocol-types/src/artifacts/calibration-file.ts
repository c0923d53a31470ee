import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const ms = z.number().nullable().default(null)
const count = z.int().nonnegative()

/** One load of a calibration: what the client's stamps were off by, against the server's own write stamps. */
export const CalibrationStep = z.object({
  streams: z.int().positive(),
  /** Of each stream. */
  tokensPerSecond: z.number().positive(),
  /** Tokens compared; the first of each stream apart. */
  tokens: count,
  errorP50Ms: ms,
  errorP99Ms: ms,
  errorMaxMs: ms,
  /** First tokens: all streams get theirs nearly at once, right after the mass release. */
  firstTokenErrorP99Ms: ms,
  /** How late the client read what the kernel had stamped; `null` where its stamps are its own. */
  readLatenessP99Ms: ms,
  failedRequests: count,
  cpuShare: z.number().nullable().default(null),
  attempts: z.int().positive(),
  withinLimit: z.boolean(),
})
export type CalibrationStep = z.infer<typeof CalibrationStep>

/** How far this machine's client can be trusted: measured against a server whose write times are known. */
export const CalibrationFile = z.object({
  schemaVersion: z.literal(1),
  /** ISO 8601, UTC. */
  measuredAt: z.string(),
  /** Equal for runs that this result holds for: hash of processor, cores, kernel, runtime, transport and workers. */
  fingerprint: z.string().min(1),
  machine: z.object({ cpu: z.string(), cores: z.int().positive(), kernel: z.string(), runtime: z.string() }),
  transport: z.string(),
  workers: z.int().positive(),
  /** Streams that step together, as those of a batching engine do, or spread. The first is the harder one. */
  regime: z.enum(['aligned', 'paced']),
  /** Largest p99 error that passes. */
  limitMs: z.number().positive(),
  steps: z.array(CalibrationStep),
  /** The last load within the limit before the first beyond it; `null` when not even the smallest was. */
  highest: z.object({ streams: z.int().positive(), tokensPerSecond: z.number().positive() }).nullable(),
})
export type CalibrationFile = z.infer<typeof CalibrationFile>

export const calibrationFile = defineArtifact({ name: 'calibration', version: 1, schema: CalibrationFile })
