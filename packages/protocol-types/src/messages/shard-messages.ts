import { z } from 'zod'
import { CalibrationFile } from '../artifacts/calibration-file.js'
import { EnvironmentManifest } from '../artifacts/environment-manifest.js'
import { KeptJournal } from '../artifacts/kept-journal.js'
import { RunPlan } from '../run/run-plan.js'
import { ClosedMessage, FailedMessage, FromWorker, ToWorker } from './load-messages.js'
import { anyNumber, ClientIdentityData, count } from './message-parts.js'
import { ShardRecords } from './shard-records.js'

/** Grows with every change of the messages that an older program would misread. */
export const SHARD_PROTOCOL = 4

/** No machine has more load threads, as a plan says too. */
const MOST_THREADS = 64

/** Which of the targets that are open side by side: a comparison has several, everything else has target 0 alone. */
const targetNumber = count

/** How the clock of a shard runs against that of the coordinator: a straight line through the quickest exchanges. Times in ms. */
export const ClockLine = z.object({
  /** The exchanges lie between these, by the clock of the coordinator. */
  fromMs: anyNumber,
  toMs: anyNumber,
  meanMs: anyNumber,
  /** At `meanMs`: the clock of the shard minus that of the coordinator. */
  offsetMs: anyNumber,
  /** ms a ms. */
  drift: anyNumber,
  /** By how much that can be wrong, which counts outside of the exchanges. */
  driftError: anyNumber,
  /** Infinite before the first exchange. */
  errorMs: anyNumber,
})
export type ClockLine = z.infer<typeof ClockLine>

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
  records: ShardRecords,
  environment: EnvironmentManifest,
})
export type ShardHello = z.infer<typeof ShardHello>

/** What the coordinator says to a shard. */
export const ToShard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refused'), why: z.string(), hint: z.string() }),
  /**
   * The plan as it was opened, without keys: each shard has its own; and what the run is called. It is answered with `ready`, or `failed`.
   * Its threads take the place of those of an earlier plan of the same target; those of other targets stay.
   */
  z.object({ kind: z.literal('begin'), target: targetNumber, plan: RunPlan, run: z.string().regex(/^[\w-]{1,64}$/) }),
  /** What is known of the shard's clock by now, for one that keeps its records itself; and the offset that its stamps are made with. */
  z.object({ kind: z.literal('axis'), line: ClockLine, stampedWithMs: anyNumber }),
  z.object({ kind: z.literal('ping'), number: count }),
  /** The coordinator ends before its time. */
  z.object({ kind: z.literal('ended'), why: z.string() }),
  /** To one of its threads for a target, counted from 0. */
  z.object({ kind: z.literal('to_thread'), target: targetNumber, thread: count, message: ToWorker }),
  z.object({ kind: z.literal('close') }),
])
export type ToShard = z.infer<typeof ToShard>

/** No machine runs for longer; what is computed with a larger one would have no digits left, or be no number. */
const MOST_UPTIME_MS = 1e13

/** What a shard says to the coordinator. */
export const FromShard = z.discriminatedUnion('kind', [
  ShardHello,
  /** Answers a ping at once, with CLOCK_MONOTONIC of the shard in ms. */
  z.object({ kind: z.literal('pong'), number: count, monotonicMs: z.number().nonnegative().max(MOST_UPTIME_MS) }),
  /** How far the client of its machine is known to be right, before it is ready; it is left out where that was not measured. */
  z.object({ kind: z.literal('calibrated'), calibration: CalibrationFile }),
  /** Of a shard that keeps its records itself, before it says what its share came to. */
  z.object({ kind: z.literal('kept'), journal: KeptJournal }),
  /** The threads of its client are made, and know the server. */
  z.object({
    kind: z.literal('ready'),
    target: targetNumber,
    identity: ClientIdentityData,
    threads: z.int().positive().max(MOST_THREADS),
  }),
  z.object({ kind: z.literal('of_thread'), target: targetNumber, thread: count, message: FromWorker }),
  /** It ends in the middle of a load: the others go on without it. */
  z.object({ kind: z.literal('ended'), why: z.string() }),
  FailedMessage,
  ClosedMessage,
])
export type FromShard = z.infer<typeof FromShard>
