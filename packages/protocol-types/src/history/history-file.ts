import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { EnvironmentChange, HistoryJudgement } from './history-judgement.js'

/** One run in the history of a figure. */
export const HistoryPoint = z.object({
  value: z.number().positive(),
  measuredAt: z.string().nullable().describe('ISO 8601, UTC; null: the file does not say'),
  source: z.string().describe('the file, and of a git history the commit'),
})
export type HistoryPoint = z.infer<typeof HistoryPoint>

/** How a question that the points leave open would be settled. */
export const RetestPlan = z.object({
  /** Place of the change or of the doubt in the series. */
  at: z.int().nonnegative(),
  /** Interleaved rounds that decide it in 8 of 10 comparisons, if a round is as noisy as a run. */
  rounds: z.int().positive(),
  /** Starts of each side beyond which more rounds say nothing new about what differs from start to start; `null`: no number would do. */
  starts: z.int().positive().nullable(),
  command: z.string(),
})
export type RetestPlan = z.infer<typeof RetestPlan>

/** A figure of one load on one model and machine, over time. */
export const HistorySeries = z.object({
  /** The program that measured. */
  tool: z.string(),
  engine: z.string().nullable().describe('what was measured; its version is part of the environment'),
  workload: z.string(),
  model: z.string().nullable(),
  hardware: z.string().nullable(),
  metric: z.string().describe('wire name'),
  unit: z.string().nullable(),
  better: z.enum(['lower', 'higher', 'neither']),
  simulated: z.boolean(),
  points: z.array(HistoryPoint),
  judgement: HistoryJudgement,
  environmentChanges: z.array(EnvironmentChange),
  retest: RetestPlan.nullable(),
  /** The verdict in one sentence. */
  message: z.string(),
  /** What `fail_on` asks for is so in this series. */
  fails: z.boolean(),
})
export type HistorySeries = z.infer<typeof HistorySeries>

/** `history.json`: what the results of many runs say about jumps. */
export const HistoryFile = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('history'),
  createdAt: z.string().describe('ISO 8601, UTC'),
  toolVersion: z.string(),
  /** Share of the series with a finding that may be false. */
  falseDiscoveryRate: z.number().positive().max(1),
  margin: z.number().nonnegative().describe('changes up to this share fail nothing'),
  failOn: z.enum(['jump', 'worse']).nullable().describe('null: nothing fails'),
  failWithin: z
    .int()
    .positive()
    .nullable()
    .describe('only changes that may lie in so many newest runs fail; null: all'),
  /** Files, or versions of a file, that were read. */
  read: z.int().nonnegative(),
  passedOver: z.array(z.object({ source: z.string(), reason: z.string() })).describe('the first of them'),
  passedOverCount: z.int().nonnegative(),
  series: z.array(HistorySeries),
  notices: z.array(z.string()),
  command: z.string().nullable(),
})
export type HistoryFile = z.infer<typeof HistoryFile>

export const historyFile = defineArtifact({ name: 'history', version: 1, schema: HistoryFile })
