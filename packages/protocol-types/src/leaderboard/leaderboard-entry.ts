import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const text = z.string().nullable().optional()
const unknown = z.number().nonnegative().nullable().default(null)
const share = z.number().min(0).max(1).nullable().default(null)
const count = z.int().nonnegative().nullable().default(null)
const places = z.int().positive().nullable().optional()

/** Tokens of the prompts or the answers of a workload, over its requests. */
const TokenDistribution = z.looseObject({
  count: z.int().nonnegative(),
  min: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
  total: z.number(),
})

/** Claims about an engine that the successor's site wants with each entry. We make none that was not measured: they are what the submitter says. */
const Constraints = z.looseObject({
  scenarioSource: z.string(),
  accountableScope: z.looseObject({
    domesticChipClass: text,
    representativeModelBand: text,
    representativeBusinessScenario: text,
    baselineEngine: text,
    ownerConfirmed: z.boolean().nullable().optional(),
  }),
  metrics: z.record(z.string(), z.union([z.number(), z.boolean(), z.null()])),
})

/** Why an entry may, or may not, be published, as the run that made it saw it. */
const EntryEvidence = z.looseObject({
  flags: z.array(z.string()).default([]),
  /** One sentence for each reason against publishing; empty: nothing speaks against it. */
  reasons: z.array(z.string()).default([]),
})

/**
 * One entry of the public leaderboard. It reads what the Python original wrote (`leaderboard_v1`, versions "N/A"), and what its successor
 * publishes, which has no `sagellm_version` any more; which of the two sites would take an entry is for `leaderboardProblems`. Extra keys
 * are allowed there and kept here.
 */
export const LeaderboardEntry = z.looseObject({
  entryId: z.guid(),
  sagellmVersion: z.string().optional(),
  configType: z.enum(['single_gpu', 'multi_gpu', 'multi_node']),
  engine: z.string().min(1).optional(),
  engineVersion: z.string().min(1).optional(),
  canonicalPath: text,
  hardware: z.looseObject({
    vendor: z.enum(['Intel', 'AMD', 'NVIDIA', 'Huawei', 'Unknown', 'Other']),
    chipModel: z.string().min(1),
    chipCount: z.int().positive(),
    interconnect: text,
    intraNodeInterconnect: text,
    chipsPerNode: places,
    memoryPerChipGb: z.number().nonnegative().nullable().optional(),
    totalMemoryGb: z.number().nonnegative().nullable().optional(),
  }),
  model: z.looseObject({
    name: z.string().min(1),
    parameters: z.string().min(1).default('unknown'),
    precision: z.string().nullable().default(null).describe('FP32, FP16, BF16, INT8, INT4, FP8; null: not known'),
    quantization: text,
    canonicalId: text,
    repoId: text,
    shortName: text,
    displayName: text,
  }),
  workload: z.looseObject({
    name: text,
    inputLength: z.int().positive().nullable().default(null),
    outputLength: z.int().positive().nullable().default(null),
    batchSize: places,
    concurrentRequests: places,
    dataset: text,
    inputTokenDistribution: TokenDistribution.nullable().optional(),
    outputTokenDistribution: TokenDistribution.nullable().optional(),
  }),
  metrics: z.looseObject({
    ttftMs: unknown,
    throughputTps: unknown.describe('mean of the requests, tokens per second'),
    outputThroughputTps: z
      .number()
      .nonnegative()
      .nullable()
      .optional()
      .describe('of the whole load, tokens per second'),
    peakMemMb: unknown,
    errorRate: share,
    tbtMs: unknown,
    tpotMs: unknown,
    prefixHitRate: share,
    kvUsedTokens: count,
    kvUsedBytes: count,
    evictCount: count,
    evictMs: unknown,
    specAcceptRate: share,
  }),
  constraints: Constraints.nullable().optional(),
  cluster: z
    .looseObject({
      nodeCount: z.int().min(2),
      commBackend: z.string(),
      topologyType: z.string(),
      interNodeNetwork: text,
      networkBandwidthGbps: z.number().nonnegative().nullable().optional(),
      parallelism: z
        .looseObject({ tensorParallel: places, pipelineParallel: places, dataParallel: places })
        .nullable()
        .optional(),
    })
    .nullable()
    .default(null),
  versions: z.record(z.string(), z.string().nullable()).default({}).describe('X.Y.Z of each component, or N/A'),
  environment: z.looseObject({
    os: z.string().default('unknown'),
    pythonVersion: text,
    pytorchVersion: text,
    cudaVersion: text,
    cannVersion: text,
    driverVersion: text,
  }),
  kvCacheConfig: z
    .looseObject({
      enabled: z.boolean().nullable().optional(),
      evictionPolicy: text,
      budgetTokens: count,
      prefixCacheEnabled: z.boolean().nullable().optional(),
    })
    .nullable()
    .optional(),
  sameSpec: z.looseObject({ specId: text, resolvedSpecHash: text }).nullable().optional(),
  metadata: z.looseObject({
    submittedAt: z.string(),
    submitter: z.string().default('unknown'),
    dataSource: z.string().default('unknown'),
    engine: text,
    engineVersion: text,
    reproducibleCmd: text,
    gitCommit: text,
    githubUser: text,
    githubCommitUrl: text,
    githubRepository: text,
    githubRef: text,
    githubEventName: text,
    githubPrNumber: z.int().nullable().optional(),
    githubPrUrl: text,
    releaseDate: text,
    changelogUrl: text,
    notes: text,
    verified: z.boolean().nullable().default(null),
    workload: text,
    idempotencyKey: text,
    canonicalArtifactId: text,
    canonicalArtifactKind: text,
    manifestSource: text,
    evidence: EntryEvidence.optional().describe('only in entries of this program'),
  }),
})
export type LeaderboardEntry = z.infer<typeof LeaderboardEntry>

/** `<name>_leaderboard.json`. A value that is not known is `null`, never 0. */
export const leaderboardEntryFile = defineArtifact({ name: 'leaderboard entry', version: 1, schema: LeaderboardEntry })
