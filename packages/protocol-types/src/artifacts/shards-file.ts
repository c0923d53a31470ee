import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { ClientOverhead, ThreadOverhead } from './aggregated-metrics.js'
import { CalibrationFile } from './calibration-file.js'
import { KeptJournal } from './kept-journal.js'
import { EnvironmentManifest } from './environment-manifest.js'

const count = z.int().nonnegative()

/** One machine, or process, of those that shared the load of a run. */
const ShardFacts = z.object({
  shard: count,
  /** `null`: it is shard 0, whose environment is in `environment.json`. */
  environment: EnvironmentManifest.nullable().default(null),
  /** Against CLOCK_MONOTONIC of shard 0; `null` for shard 0 itself. */
  clock: z
    .object({
      offsetMs: z.number().describe('CLOCK_MONOTONIC of the shard minus that of shard 0, at the end of the run'),
      errorMs: z.number().nonnegative().describe('the largest bound of any stamp of the run'),
      driftPpm: z.number().nullable().describe('null: the run was too short to tell'),
      roundTripMs: z.number().nonnegative().nullable().describe('the quickest'),
    })
    .nullable()
    .default(null),
  /** Of the client of its machine; `null`: it was not measured there, or it is shard 0, whose result has it. */
  calibration: CalibrationFile.nullable().default(null),
  /** Where it kept its records itself: what they must be when they are merged. `null`: shard 0 gathered them, or it was lost. */
  journal: KeptJournal.nullable().default(null),
  workloads: z
    .array(
      z.object({
        workload: z.string().min(1),
        clientOverhead: ClientOverhead.nullable(),
        threads: z
          .array(ThreadOverhead)
          .default([])
          .describe('each by itself, where the shard sent from several; what is of the whole process is null'),
        /** `null`: it was there until the end. */
        lost: z
          .object({
            why: z.string(),
            fromMs: z.number().describe('on the axis of the records: the last word of it'),
            untilMs: z.number().nullable().describe('end of the load'),
            unrecordedRequests: count.describe('sent, without a record'),
          })
          .nullable()
          .default(null),
      }),
    )
    .default([]),
})

/** `shards.json`: the machines that shared the load of a run, what each of them cost, and how far their clocks agree. */
const ShardsFile = z.object({ schemaVersion: z.literal(1), shards: z.array(ShardFacts).min(1) })

export const shardsFile = defineArtifact({ name: 'shards of a run', version: 1, schema: ShardsFile })
