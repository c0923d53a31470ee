import { z } from 'zod'
import { plainProblem } from '../json/plain-problem.js'
import { toWire, wireSchema } from '../json/wire.js'
import { LeaderboardEntry } from './leaderboard-entry.js'

/** The sites that show entries: the original's, and that of its successor. */
export const leaderboardSites = ['original', 'successor'] as const
export type LeaderboardSite = (typeof leaderboardSites)[number]

const text = z.string().min(1)
const release = z.string().regex(/^\d+\.\d+\.\d+(\.\d+)?$/, 'must be X.Y.Z or X.Y.Z.W')
const component = z.string().regex(/^(\d+\.\d+[\w.\-+]*|N\/A)$/, 'must be a version, or N/A')
const precisions = ['FP32', 'FP16', 'BF16', 'INT8', 'INT4', 'FP8'] as const
const vendors = ['Intel', 'AMD', 'NVIDIA', 'Huawei', 'Unknown', 'Other'] as const
const measured = z.number().nonnegative()
const length = z.int().positive()

const shared = {
  configType: z.enum(['single_gpu', 'multi_gpu', 'multi_node']),
  cluster: z
    .looseObject({ nodeCount: z.int().min(2), commBackend: text, topologyType: text })
    .nullable()
    .optional(),
}

const hardware = z.looseObject({ vendor: z.enum(vendors), chipModel: text, chipCount: length })

/** What the original's website demands of an entry. */
const OriginalSite = z.looseObject({
  ...shared,
  sagellmVersion: release,
  hardware,
  model: z.looseObject({ name: text, parameters: text, precision: z.enum(precisions) }),
  workload: z.looseObject({ inputLength: length, outputLength: length }),
  metrics: z.looseObject({
    ttftMs: measured,
    throughputTps: measured,
    peakMemMb: z.int().nonnegative(),
    errorRate: z.number().min(0).max(1),
  }),
  versions: z.looseObject({ protocol: component, backend: component, core: component }),
  environment: z.looseObject({ os: text, pythonVersion: z.string() }),
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
  }),
})

/** What the site of the successor demands. */
const SuccessorSite = z.looseObject({
  ...shared,
  engine: text,
  engineVersion: text,
  hardware,
  model: z.looseObject({
    canonicalId: text,
    repoId: text,
    shortName: text,
    displayName: text,
    name: text,
    parameters: text,
    precision: z.enum([...precisions, 'fp32', 'fp16', 'bf16', 'int8', 'int4', 'fp8']),
  }),
  workload: z.looseObject({ name: text, inputLength: length, outputLength: length }),
  metrics: z.looseObject({
    ttftMs: measured,
    throughputTps: measured,
    peakMemMb: z.int().nonnegative().nullable(),
    errorRate: z.number().min(0).max(1),
  }),
  constraints: z.looseObject({
    scenarioSource: z.literal('vllm-benchmark'),
    accountableScope: z.looseObject({
      domesticChipClass: z.string(),
      representativeModelBand: z.literal('7B-13B'),
      representativeBusinessScenario: z.string(),
      baselineEngine: z.string(),
    }),
  }),
  versions: z.looseObject({ protocol: component, backend: component, core: component }),
  environment: z.looseObject({ os: text, pythonVersion: z.string() }),
  metadata: z.looseObject({ submittedAt: text, submitter: text, dataSource: text }),
})

const sites = { original: OriginalSite, successor: SuccessorSite } as const

/**
 * What a site would refuse in an entry, one line a field in the names of the file; empty where it would take it.
 *
 * @example leaderboardProblems(entry, 'original') // ['metrics.peak_mem_mb: not known']
 */
export function leaderboardProblems(entry: LeaderboardEntry, site: LeaderboardSite): string[] {
  // Not validated: an entry of another program may hold what no schema of ours allows, which is a problem to be named.
  const json = toWire(LeaderboardEntry, entry)
  const { interconnect = null, intraNodeInterconnect } = entry.hardware
  const unconnected = interconnect === null && intraNodeInterconnect === undefined
  return [
    ...issuesOf(wireSchema(sites[site]).safeParse(json), json),
    // Of two fields one is enough, which no schema of an object says.
    ...(unconnected ? ['hardware.interconnect: not known'] : []),
  ]
}

function issuesOf(result: z.ZodSafeParseResult<unknown>, json: unknown): string[] {
  if (result.success) return []
  return result.error.issues.map((issue) => {
    const { path } = issue
    const value = path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key], json)
    return `${path.join('.')}: ${value === null || value === undefined ? 'not known' : plainProblem(issue, json)}`
  })
}
