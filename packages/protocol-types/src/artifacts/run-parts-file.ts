import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { ClientOverhead } from './aggregated-metrics.js'

/** What a part of a run knew of one workload beside its records, which are in the journal. */
const RunPartWorkload = z.object({
  workload: z.string().min(1),
  clientOverhead: ClientOverhead.nullable(),
  /** Those that no record shows, e.g. `prompts_ran_dry`. */
  flags: z.array(Flag).default([]),
})

/** One process of a run: the first, or one that went on where another had ended. */
const RunPart = z.object({
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** When the last record before the next part had ended; `null` for the part that is under way, and for the last one. */
  lastRecordAt: z.string().nullable().default(null),
  command: z.string().nullable().default(null),
  /** `null`: the part was killed before it could write them. */
  workloads: z.array(RunPartWorkload).nullable().default(null),
})

/** `parts.json`: which processes a run consists of, and the plan that all of them have to follow. */
const RunPartsFile = z.object({
  schemaVersion: z.literal(1),
  /** SHA-256 of the plan in config.json, as it was written; `null` in a folder of a program that did not keep it. */
  planHash: z.string().nullable().default(null),
  parts: z.array(RunPart).min(1),
})

export const runPartsFile = defineArtifact({ name: 'parts of a run', version: 1, schema: RunPartsFile })
