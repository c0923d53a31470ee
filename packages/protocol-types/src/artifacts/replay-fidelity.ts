import { z } from 'zod'

const count = z.int().nonnegative()
const share = z.number().min(0).nullable()
const tokens = z.number().nonnegative().nullable()

/** How far moments are off those that were asked for, ms; a moment that came too late is positive. */
const TimeError = z.object({ p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number() })

/** Lengths of one side of the requests that were answered, means in tokens. `null`: not known. */
const ReplayedLengths = z.object({
  asked: tokens.describe('by the data set, the trace or the workload'),
  sent: tokens.describe('as counted before the run; of outputs the limit of the request'),
  reached: tokens.describe(
    'prompt tokens that the server read, output tokens that it gave, of the requests that could be compared',
  ),
  compared: count.describe('requests of which both what was asked and what was reached are known'),
  exact: count.describe('of these, without any difference'),
  missed: count.describe('of these, off by more than 2 % and 2 tokens'),
})

/** What a prefix cache could find of the requests, and what it found: shares of all prompt tokens. */
const ReplayedPrefixes = z.object({
  /** Tokens a block of the cache, as the server says; 1 where it does not: then the ideal is the most that any cache could find. */
  cacheBlock: z.int().positive(),
  idealHitShare: z.number().min(0).max(1).describe('of a cache without a limit'),
  sized: z
    .object({
      cacheTokens: z.int().positive(),
      source: z.enum(['flag', 'server']),
      idealHitShare: z.number().min(0).max(1),
    })
    .nullable()
    .describe('of a cache of this size that gives up what was not used for the longest time; null: no size is known'),
  measuredHitShare: share,
  measuredFrom: z.enum(['usage', 'server_counters']).nullable(),
})

/** Order and fan-out of the sessions that were replayed, and the pauses between their turns. */
const ReplayedSessions = z.object({
  sessions: count,
  turns: count,
  outOfOrder: count.describe('turns that began before a turn that they follow had ended'),
  fanOutAsked: z.number().nonnegative().describe('largest number of branches at once'),
  fanOutReached: z.number().nonnegative(),
  thinkTimes: z.object({ turns: count, error: TimeError }).nullable().describe('null: no pause was asked for'),
})
type ReplayedSessions = z.infer<typeof ReplayedSessions>

/** Rows of the file that requests come from. */
const ReplayedRows = z.object({
  format: z.string(),
  rows: count.describe('of the file, as far as it was read'),
  replayed: count,
  notWanted: count.describe('outside the window or the prompt lengths asked for'),
  passedOver: z.array(z.object({ problem: z.string(), rows: count })).describe('that could not be used, and why'),
})
type ReplayedRows = z.infer<typeof ReplayedRows>

/**
 * How close what was sent is to what was asked for, held against the bounds of docs/replay.md. `invalid`: a bound did not hold.
 * `unknown`: none was broken, but something that has a bound is not known.
 */
export const ReplayFidelity = z.object({
  verdict: z.enum(['valid', 'invalid', 'unknown']),
  reasons: z.array(z.string()).describe('why it is not valid'),
  /** `null`: the requests come from no trace. */
  rows: ReplayedRows.nullable().default(null),
  requestsAsked: count.nullable().describe('of all rounds; null: a time ends the load'),
  requestsSent: count,
  requestsAnswered: count,
  /** `null`: replies, and no schedule, decide when requests are sent. */
  arrivals: z
    .object({
      error: TimeError,
      waited: count.describe('requests that waited for a free place under the cap'),
      timeScaleAsked: z.number().positive().nullable().describe('of recorded times; null: the schedule was drawn'),
      timeScaleReached: z
        .number()
        .nullable()
        .describe('slope of the starts over the recorded times; null: less than 10 s of them'),
    })
    .nullable(),
  input: ReplayedLengths,
  output: ReplayedLengths,
  /** `null`: nothing says which prompts begin alike. */
  prefixes: ReplayedPrefixes.nullable(),
  /** `null`: the requests are no sessions. */
  sessions: ReplayedSessions.nullable().default(null),
})
export type ReplayFidelity = z.infer<typeof ReplayFidelity>
