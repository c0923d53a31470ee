import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { RunPlan } from '../run/run-plan.js'

/** `config.json`: how the run was asked for. The original's fields, then the resolved plan, which repeats the run exactly. */
export const RunConfigFile = z.object({
  schemaVersion: z.literal(1),
  runId: z.string().min(1),
  backend: z.string(),
  model: z.string().nullable(),
  workload: z.string().describe('as asked for: all, query, Q1, ...'),
  date: z.string().describe('YYYYMMDD, UTC'),
  sequence: z.int().nonnegative().nullable().describe('number of the run of that day; null where a folder was given'),
  customOutput: z.boolean(),
  timestamp: z.string().describe('ISO 8601, UTC'),
  modelPath: z.string().nullable(),
  dataset: z.string().nullable(),
  numSamples: z.int().positive().nullable(),
  versions: z.record(z.string(), z.string()),
  plan: RunPlan,
})
export type RunConfigFile = z.infer<typeof RunConfigFile>

export const runConfigFile = defineArtifact({ name: 'run configuration', version: 1, schema: RunConfigFile })
