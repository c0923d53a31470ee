import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const text = z.string().nullable().default(null)
const figure = z.number().nullable().default(null)
const count = z.int().nonnegative().nullable().default(null)
const names = z.array(z.string()).default([])

/** What an artifact is: one measurement, a comparison of several, the list of a run, or what was found beside one measurement. */
export const canonicalKinds = [
  'execution_result',
  'comparison_result',
  'run_manifest',
  'validation_report',
  'telemetry_capture',
] as const

/** Something that was looked for. Absent evidence says `present: false`; it never lacks. */
const Finding = z
  .looseObject({
    present: z.boolean().default(false),
    schemaVersion: text,
    gateId: text,
    passed: z.boolean().nullable().default(null),
    findings: z.array(z.unknown()).default([]),
  })
  .prefault({})

const markers = z.looseObject({ sharedStreamHits: count, pagedPathHits: count, blockTableHits: count }).prefault({})

const Validation = z
  .looseObject({
    publishableToLeaderboard: z.boolean().nullable().default(null).describe('null: the file does not say'),
    reasonsAgainst: names.describe(
      'why it may not be published; empty: nothing speaks against it, or the file does not say',
    ),
    parity: Finding,
    runtimeConsistency: Finding,
    evidence: z
      .looseObject({
        endpointIdentityProbe: z.boolean().nullable().default(null),
        metricsProbe: z.boolean().nullable().default(null),
        logProbe: z.boolean().nullable().default(null),
        runtimeSurfaceMarkers: markers,
        evidenceGaps: names,
      })
      .prefault({}),
  })
  .prefault({})

const Telemetry = z
  .looseObject({
    runtimeInfo: z.looseObject({ present: z.boolean().default(false), path: text }).prefault({}),
    coreDecode: z
      .looseObject({
        present: z.boolean().default(false),
        schemaVersion: text,
        stepRecords: count,
        batchSizes: z.array(z.int()).default([]),
        selectedImplementations: names,
        selectedOperatorPacks: names,
      })
      .prefault({}),
    logProbe: z.looseObject({ present: z.boolean().default(false) }).prefault({}),
  })
  .prefault({})

/** How artifacts belong together, by their ids. Version 2 of the original wrote a list of files here. */
const Relations = z.union([
  z.looseObject({
    parentArtifactIds: names,
    childArtifactIds: names,
    compareGroupId: text,
    baselineArtifactId: text,
    targetArtifactIds: names,
    manifestArtifactId: text,
  }),
  z.array(z.looseObject({ kind: z.string().optional(), label: z.string().optional(), path: z.string().optional() })),
])

/**
 * `*.canonical.json`: one envelope for everything that is measured, found or compared. It reads version 1 and 2 of the Python original, whose
 * parts are mostly optional; what this program writes has all of them.
 */
export const CanonicalResult = z.looseObject({
  schemaVersion: z.enum(['canonical-benchmark-result/v2', 'canonical-benchmark-result/v1']),
  artifactKind: z.enum(canonicalKinds),
  artifactId: z.guid(),
  producedAt: text.describe('ISO 8601, UTC'),
  producer: z
    .looseObject({ name: text, tool: text, toolVersion: text, command: text, subcommand: text, host: text })
    .prefault({}),
  provenance: z
    .looseObject({
      runId: text,
      sourceMode: text.describe('local-run, live-compare, offline-compare, convergence, validation or telemetry'),
      simulate: z.boolean().nullable().default(null),
      capturedAt: text,
      endpointUrl: text,
      git: z
        .looseObject({ repo: text, commit: text, dirty: z.boolean().nullable().default(null) })
        .nullable()
        .default(null),
      parents: names,
      tags: names,
    })
    .prefault({}),
  hardware: z
    .looseObject({
      family: text.describe('cpu, cuda, ascend, rocm, musa, xpu or other'),
      vendor: text,
      chipModel: text,
      chipCount: count,
      chipsPerNode: count,
      nodeCount: count,
      interconnect: text,
      memoryPerChipGb: figure,
      totalMemoryGb: figure,
      deviceApi: text,
      driver: z.looseObject({ name: text, version: text }).nullable().default(null),
    })
    .prefault({}),
  engine: z
    .looseObject({
      name: text,
      version: text,
      engineFamily: text,
      backend: text,
      servingMode: text,
      precision: text,
      model: text,
    })
    .prefault({}),
  model: z.looseObject({ name: text, precision: text }).prefault({}),
  versions: z.record(z.string(), z.string().nullable()).default({}),
  workload: z
    .looseObject({
      name: text,
      mode: text,
      suiteId: text,
      workloadId: text,
      scenarioId: text,
      promptTokens: figure,
      outputTokens: figure,
      batchSize: count,
      concurrency: count,
      requestCount: count,
      precision: text,
      streaming: z.boolean().nullable().default(null),
      simulate: z.boolean().nullable().default(null),
    })
    .prefault({}),
  metrics: z
    .looseObject({
      ttftMs: figure,
      tbtMs: figure,
      tpotMs: figure,
      throughputTps: figure,
      outputThroughputTps: figure,
      requestThroughputRps: figure,
      peakMemMb: figure,
      errorRate: figure,
      summary: z.record(z.string(), z.unknown()).default({}),
      rows: z.array(z.record(z.string(), z.unknown())).default([]),
    })
    .prefault({}),
  measurements: z
    .looseObject({
      summary: z.record(z.string(), z.unknown()).default({}),
      rows: z.array(z.record(z.string(), z.unknown())).default([]),
    })
    .prefault({}),
  validation: Validation,
  telemetry: Telemetry,
  artifacts: z
    .looseObject({
      primaryJson: text,
      markdown: text,
      supporting: z.array(z.looseObject({ kind: z.string(), path: z.string() })).default([]),
    })
    .prefault({}),
  relations: Relations.default([]),
  leaderboard: z
    .looseObject({
      entryId: text,
      exportable: z.boolean().nullable().default(null),
      configType: text,
      reproducibleCmd: text,
    })
    .nullable()
    .default(null),
})
export type CanonicalResult = z.infer<typeof CanonicalResult>

export const canonicalFile = defineArtifact({ name: 'canonical result', version: 1, schema: CanonicalResult })
