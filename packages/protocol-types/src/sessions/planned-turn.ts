import { z } from 'zod'
import { TurnWait } from './session-turn.js'

/** Where the answers in a prompt come from: the server's own, given back to it, or the data set's. */
export const AnswerSource = z.enum(['server', 'data'])
export type AnswerSource = z.infer<typeof AnswerSource>

const place = z.int().nonnegative()

/** What a record keeps of the session that its request belongs to. */
export const RecordedTurn = z.object({
  /** Of the session, unique in the run: what the headers say that keep a session on one replica. */
  id: z.string().min(1),
  /** Id of the session in its data set. */
  sourceId: z.string().min(1),
  /** Which session of its round, from 0. */
  session: place,
  /** Which request of its session, from 0, in the order of the list. */
  place,
  /** Requests of the whole session, sent or not. */
  turns: z.int().positive(),
  /** How many turns at least must end one after the other before it: 0 for the first, and the number of the turn in a conversation without branches. */
  turn: place,
  turnId: z.string().min(1),
  after: z.array(z.string()),
  continues: z.string().nullable(),
  agent: z.string().nullable(),
  waitMs: z.number().nonnegative(),
  waitFor: TurnWait,
  notBeforeMs: z.number().nonnegative().nullable(),
  /** Tokens of text that the turn itself was to bring; `null`: it is sent as it was found. */
  newTokens: z.int().positive().nullable(),
  /** Whose answers stand in the prompt; `null` where it continues none. */
  answers: AnswerSource.nullable(),
  /** Prompt tokens that a cache without a limit would find by the data set's block ids; `null` without ids. */
  idealCachedTokens: z.int().nonnegative().nullable(),
})
export type RecordedTurn = z.infer<typeof RecordedTurn>

/** The place of a planned request in its session. All requests of a session follow one another in a plan. */
export const PlannedTurn = RecordedTurn.extend({
  answersOf: z.array(z.string()),
  /** The data set's answer, where that is what later turns see. */
  answer: z.string().nullable(),
  /** Whether a later turn needs this one's answer. */
  answerWanted: z.boolean(),
})
export type PlannedTurn = z.infer<typeof PlannedTurn>
