import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { Interval } from '../artifacts/aggregated-metrics.js'

const known = z.number()
const unknown = z.number().nullable().default(null)

/** One operator in its reference and its fused form. Times are means of a call in ms; the first nine fields are the original's. */
export const OperatorComparison = z.object({
  baselineName: z.string(),
  optimizedName: z.string(),
  baselineTimeMs: known,
  optimizedTimeMs: known,
  speedup: known.nullable(),
  timeSavedMs: known.nullable(),
  timeSavedPct: known.nullable(),
  baselineMemoryMb: known.nullable(),
  optimizedMemoryMb: known.nullable(),

  operator: z.string().nullable().default(null),
  shape: z.string().nullable().default(null),
  baselineTime: Interval.nullable().default(null),
  optimizedTime: Interval.nullable().default(null),
  speedupInterval: Interval.nullable().default(null).describe('ratio of interleaved rounds'),
  /** Largest absolute difference of the two results; `equal` says whether it lies within `tolerance`. */
  maxAbsDifference: unknown,
  /** The same as a share of the value, or of the result's root mean square where the value is smaller. */
  maxRelDifference: unknown,
  tolerance: unknown,
  equal: z.boolean().nullable().default(null),
  baselineGflops: unknown,
  optimizedGflops: unknown,
  baselineGbPerS: unknown,
  optimizedGbPerS: unknown,
  /** Share of the machine's measured peak, 0 to 1: of arithmetic or of memory, whichever binds. */
  optimizedPeakShare: unknown,
  optimizedBound: z.enum(['arithmetic', 'memory']).nullable().default(null),
  /** Measured peak of memory at this row's working set. */
  peakGbPerS: unknown,
  /** ms a call; sample i of both forms was taken next to each other. */
  baselineSamplesMs: z.array(z.number()).nullable().default(null),
  optimizedSamplesMs: z.array(z.number()).nullable().default(null),
  callsPerSample: z.int().positive().nullable().default(null),
  flags: z.array(Flag).default([]),
})
export type OperatorComparison = z.infer<typeof OperatorComparison>

/** `perf_results.json` of `perf --type operator`. */
export const OperatorPerfFile = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  kind: z.literal('operator'),
  device: z.string(),
  iterations: z.int().nonnegative(),
  warmup: z.int().nonnegative(),
  comparisons: z.array(OperatorComparison),
  plots: z.array(z.string()).optional(),
  createdAt: z.string().nullable().default(null),
  runtime: z.string().nullable().default(null).describe('inference runtime and version'),
  machine: z.string().nullable().default(null).describe('processor, cores and system'),
  machineId: z.string().nullable().default(null).describe('equal for two files of one machine; names nobody'),
  threads: z.int().positive().nullable().default(null),
  /** Fastest matrix product, and fastest addition of arrays too large for any cache. */
  peakGflops: unknown,
  peakGbPerS: unknown,
  /** A call that computes nothing; part of every time. */
  callOverheadMs: unknown,
  seed: z.int().nullable().default(null),
  notices: z.array(z.string()).default([]),
  command: z.string().nullable().default(null),
})
export type OperatorPerfFile = z.infer<typeof OperatorPerfFile>

export const operatorPerfFile = defineArtifact({ name: 'operator perf file', version: 1, schema: OperatorPerfFile })
