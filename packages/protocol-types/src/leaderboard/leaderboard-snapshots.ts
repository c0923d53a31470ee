import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const figure = z.number().nullable().default(null)
const name = z.string().nullable().default(null)

/** The newest entry of one engine, as a comparison of engines shows it. */
const ComparedEngine = z.looseObject({
  engine: z.string(),
  engineVersion: name,
  entryId: z.string(),
  submittedAt: name,
  canonicalPath: name,
  metrics: z.looseObject({
    ttftMs: figure,
    tbtMs: figure,
    throughputTps: figure,
    outputThroughputTps: figure,
    errorRate: figure,
  }),
})
export type ComparedEngine = z.infer<typeof ComparedEngine>

const side = z.enum(['left', 'right', 'tie']).nullable().default(null).describe('null: not known of both')

/** Engines that measured the same thing on the same hardware. Apart in time, so that no verdict follows: that takes `compare`. */
const ComparedGroup = z.looseObject({
  scopeKey: z.string().describe('model|hardware|precision|workload|config_type|chips|nodes'),
  category: z.string().default('single'),
  scope: z.looseObject({
    model: z.string(),
    hardware: z.string(),
    precision: name,
    workload: z.string(),
    configType: z.string(),
    chipCount: z.int().positive(),
    nodeCount: z.int().positive(),
  }),
  engines: z.array(ComparedEngine),
  preferredPair: z
    .looseObject({
      left: ComparedEngine,
      right: ComparedEngine,
      deltas: z.looseObject({
        throughputPctLeftVsRight: figure,
        ttftPctLeftVsRight: figure,
        tbtPctLeftVsRight: figure,
      }),
      winners: z.looseObject({ throughput: side, ttft: side, tbt: side }),
    })
    .nullable()
    .default(null),
})
export type ComparedGroup = z.infer<typeof ComparedGroup>

/** `leaderboard_compare.json`. */
export const LeaderboardCompare = z.looseObject({
  schemaVersion: z.literal('leaderboard-compare-snapshot/v1'),
  generatedAt: z.string(),
  groupCount: z.int().nonnegative(),
  preferredPairCount: z.int().nonnegative(),
  groups: z.array(ComparedGroup),
  preferredPairs: z.array(ComparedGroup).default([]),
})
export type LeaderboardCompare = z.infer<typeof LeaderboardCompare>
export const leaderboardCompareFile = defineArtifact({
  name: 'leaderboard comparison',
  version: 1,
  schema: LeaderboardCompare,
})

/** `leaderboard_manifest.json`: which entries a folder holds. */
export const LeaderboardManifest = z.looseObject({
  schemaVersion: z.enum(['leaderboard-export-manifest/v2', 'leaderboard-export-manifest/v1']),
  generatedAt: z.string(),
  entries: z.array(
    z.looseObject({
      schemaVersion: z.string().default('leaderboard-export-entry/v2'),
      idempotencyKey: name,
      leaderboardArtifact: z.string(),
      canonicalArtifact: name,
    }),
  ),
})
export type LeaderboardManifest = z.infer<typeof LeaderboardManifest>
export const leaderboardManifestFile = defineArtifact({
  name: 'leaderboard manifest',
  version: 1,
  schema: LeaderboardManifest,
})

/** `last_updated.json`. */
export const lastUpdatedFile = defineArtifact({
  name: 'time of the last update',
  version: 1,
  schema: z.object({ lastUpdated: z.string() }),
})
