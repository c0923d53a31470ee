import { z } from 'zod'
import { EnvironmentManifest } from '../artifacts/environment-manifest.js'
import { RunPlan } from '../run/run-plan.js'
import { FromWorker, ToWorker } from './load-messages.js'
import { count } from './message-parts.js'

/** Grows with every change of the messages that an older program would misread. */
export const SHARD_PROTOCOL = 1

/** Who a shard is, before anything is sent: all of it has to fit the coordinator's. */
export const ShardHello = z.object({
  kind: z.literal('hello'),
  protocol: count,
  shard: count,
  of: count,
  /** Version of the program. */
  version: z.string(),
  /** Of the plan that its own flags make, what is drawn anew for each process left out. */
  planHash: z.string(),
  environment: EnvironmentManifest,
})
export type ShardHello = z.infer<typeof ShardHello>

/** What the coordinator says to a shard. */
export const ToShard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refused'), why: z.string(), hint: z.string() }),
  /** The plan as it was opened, without keys: each shard has its own. It is answered with `ready`, or `failed`. */
  z.object({ kind: z.literal('begin'), plan: RunPlan }),
  z.object({ kind: z.literal('ping'), number: count }),
  /** The coordinator ends before its time. */
  z.object({ kind: z.literal('ended'), why: z.string() }),
  ToWorker,
])
export type ToShard = z.infer<typeof ToShard>

/** What a shard says to the coordinator. */
export const FromShard = z.discriminatedUnion('kind', [
  ShardHello,
  /** Answers a ping at once, with CLOCK_MONOTONIC of the shard in ms. */
  z.object({ kind: z.literal('pong'), number: count, monotonicMs: z.number() }),
  FromWorker,
])
export type FromShard = z.infer<typeof FromShard>
