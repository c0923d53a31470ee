import { z } from 'zod'

const count = z.int().nonnegative()
const figure = z.number().nullable()

/** What a number of values come to; all `null` where there is none. */
export const Spread = z.object({ n: count, mean: figure, p50: figure, p90: figure, p99: figure, max: figure })
export type Spread = z.infer<typeof Spread>

/** The requests of one turn of all sessions, or of the later turns from `from` to `to` together. Turns are counted from 0. */
const TurnFigures = z.object({
  from: count,
  to: count,
  requests: count,
  failed: count,
  ttftMs: Spread.describe('of successful requests'),
  e2eMs: Spread.describe('of successful requests'),
  promptTokens: figure.describe('mean, as the server read them'),
  outputTokens: figure.describe('mean'),
  cachedShare: figure.describe('prompt tokens that the server says its cache held; null: it does not say'),
  idealCachedShare: figure.describe(
    'prompt tokens that a cache without a limit would hold: the earlier prompt and answer of the conversation, or what the block ids of the data set say; null: lengths are not known',
  ),
  waitAskedMs: figure.describe('mean of thinking, tools and delays as planned; null: nothing came before'),
  waitSeenMs: figure.describe('mean from the end of the last turn waited for until the start'),
})
export type TurnFigures = z.infer<typeof TurnFigures>

/** How the sessions of a run went. A session is counted once its first request was sent. */
export const SessionFigures = z.object({
  begun: count,
  completed: count.describe('all their turns succeeded'),
  failed: count.describe('ended by a turn that failed'),
  cutOff: count.describe('the run ended before they did; neither completed nor failed'),
  turnsPlanned: count.describe('of the sessions that were begun'),
  turnsSent: count,
  completionMs: Spread.describe('of completed sessions: from when the first turn was due to the end of the last'),
  completedPerSecond: figure,
  concurrencyMean: figure.describe('sessions under way, thinking included'),
  concurrencyMax: count,
  fannedOut: count.describe('sessions with turns that ran side by side as planned'),
  inFlightOfOneMax: count.describe('most requests that one session had in flight'),
  turns: z.array(TurnFigures),
})
export type SessionFigures = z.infer<typeof SessionFigures>

/** The part of a run that one of several base URLs answered. */
export const ReplicaFigures = z.object({
  replica: z.string(),
  requests: count,
  failed: count,
  sessions: count,
  ttftMs: Spread.describe('of successful requests'),
  e2eMs: Spread.describe('of successful requests'),
  promptTokens: count.nullable(),
  outputTokens: count.nullable(),
  cachedShare: figure,
  inFlightMax: count,
})
export type ReplicaFigures = z.infer<typeof ReplicaFigures>
