import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const unknown = z.number().nullable().default(null)
const text = z.string().min(1)

/** One entry of the public leaderboard, `leaderboard_v1`; extra keys are allowed there and kept here. */
const LeaderboardEntry = z.looseObject({
  entryId: z.uuid(),
  sagellmVersion: z
    .string()
    .regex(/^(\d+\.\d+\.\d+(\.\d+)?|N\/A)$/, 'must be X.Y.Z, X.Y.Z.W, or N/A where it is not known'),
  configType: z.enum(['single_gpu', 'multi_gpu', 'multi_node']),
  engine: text.optional(),
  engineVersion: text.optional(),
  hardware: z.looseObject({
    vendor: z.enum(['Intel', 'AMD', 'NVIDIA', 'Huawei', 'Unknown', 'Other']),
    chipModel: text,
    chipCount: z.int().positive(),
    interconnect: z.string().optional(),
    intraNodeInterconnect: z.string().optional(),
  }),
  model: z.looseObject({
    name: text,
    parameters: text,
    precision: z.enum(['FP32', 'FP16', 'BF16', 'INT8', 'INT4', 'FP8']),
    quantization: z.string().nullable().optional(),
  }),
  workload: z.looseObject({
    inputLength: z.int().positive(),
    outputLength: z.int().positive(),
    batchSize: z.int().positive().optional(),
    concurrentRequests: z.int().positive().optional(),
    dataset: z.string().optional(),
  }),
  metrics: z.looseObject({
    ttftMs: z.number().nonnegative(),
    throughputTps: z.number().nonnegative(),
    peakMemMb: z.int().nonnegative(),
    errorRate: z.number().min(0).max(1),
    tbtMs: unknown,
    tpotMs: unknown,
    prefixHitRate: unknown,
    kvUsedTokens: unknown,
    kvUsedBytes: unknown,
    evictCount: unknown,
    evictMs: unknown,
    specAcceptRate: unknown,
  }),
  cluster: z
    .looseObject({ nodeCount: z.int().min(2), commBackend: text, topologyType: text })
    .nullable()
    .default(null),
  versions: z.looseObject({ protocol: text, backend: text, core: text }),
  environment: z.looseObject({ os: text, pythonVersion: text }),
  metadata: z.looseObject({
    submittedAt: text,
    submitter: text,
    dataSource: text,
    reproducibleCmd: z.string().nullable(),
    gitCommit: z.string().nullable(),
    releaseDate: z.string().nullable(),
    changelogUrl: z.string().nullable(),
    notes: z.string().nullable(),
    verified: z.boolean(),
    idempotencyKey: z.string().optional(),
  }),
})

/** `<name>_leaderboard.json`. A value that is not known cannot be entered: the entry is refused, not filled up. */
export const leaderboardEntryFile = defineArtifact({ name: 'leaderboard entry', version: 1, schema: LeaderboardEntry })
