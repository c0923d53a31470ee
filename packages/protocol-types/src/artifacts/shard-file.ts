import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { ShareOutcomeData } from '../messages/message-parts.js'
import { ServerCounters } from '../telemetry/server-counters.js'
import { ClientOverhead } from './aggregated-metrics.js'
import { BenchmarkSummary } from './benchmark-summary.js'
import { KeptJournal } from './kept-journal.js'
import { SlotRelease } from './slot-release.js'

const count = z.int().nonnegative()
const ms = z.number()

/** What shard 0 knew of one workload beside the records. Times on the records' axis. */
const ToldWorkload = z.object({
  workload: z.string().min(1),
  stopReason: ShareOutcomeData.shape.stopReason,
  startedAt: ms.nullable(),
  endedAt: ms.nullable(),
  dry: z.object({ takes: count, waitedMs: ms.nonnegative() }).describe('requests that the load waited for'),
  /** Of all shards, the worst of each; each by itself is in `shards.json`. */
  clientOverhead: ClientOverhead.nullable(),
  lost: z
    .array(z.object({ shard: count, why: z.string(), heardAt: ms, unrecorded: count }))
    .describe('shards that were lost while they sent'),
  peakMemMb: z.number().nullable(),
  peakMemNote: z.string().nullable(),
  serverCounters: ServerCounters.nullable(),
  slotRelease: SlotRelease.nullable(),
})

/** What shard 0 knew of the run beside the records: with them it makes the result. */
const ToldRun = z.object({
  header: BenchmarkSummary.omit({ schemaVersion: true, workloads: true, overall: true }),
  interrupted: z.boolean(),
  unixOffsetMs: ms.describe("Unix time minus a record's stamp"),
  dataset: z.string().nullable().describe('as asked for, for the leaderboard'),
  workloads: z.array(ToldWorkload),
})

/** `shard.json`: whose records a folder holds, where each shard of a run keeps its own. `merge` reads it. */
const ShardFile = z.object({
  schemaVersion: z.literal(1),
  /** Drawn for the run by shard 0: folders with another one are of another run. */
  run: z.string().regex(/^[\w-]{1,64}$/),
  shard: count,
  of: z.int().positive().max(1000),
  /** Of the plan that its own flags made, what is drawn anew for each process left out. */
  planHash: z.string(),
  journal: KeptJournal.nullable().default(null).describe('null: it did not come to its end'),
  told: ToldRun.nullable()
    .default(null)
    .describe('of shard 0; null: of another one, or the run did not come to its end'),
})

export const shardFile = defineArtifact({ name: 'account of a shard', version: 1, schema: ShardFile })
