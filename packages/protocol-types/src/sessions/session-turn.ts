import { z } from 'zod'
import { ChatMessage } from '../engine/generation-request.js'
import { FreeFields } from '../json/free-fields.js'

/** The name of one block of a prompt, up to 64 bits: a number, or above 2^53 its digits, which a double would round. */
export const SessionBlockId = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/, 'is no whole number')])
export type SessionBlockId = z.infer<typeof SessionBlockId>

/**
 * What a turn brings. `messages` and `length` stand behind the conversation that the turn continues, and are the whole prompt where it
 * continues none. `blocks` is always the whole prompt: where two turns have the same block ids, they have the same text.
 */
export const TurnInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('messages'), messages: z.array(ChatMessage).min(1) }),
  z.object({ kind: z.literal('length'), tokens: z.int().positive().describe('of new text') }),
  z.object({
    kind: z.literal('blocks'),
    tokens: z.int().positive().describe('of the whole prompt'),
    blockSize: z.int().positive().describe('tokens that one id stands for'),
    hashIds: z.array(SessionBlockId),
  }),
])
export type TurnInput = z.infer<typeof TurnInput>

/** What passes between the turns waited for and this one: a person thinks, a tool runs, or only the data set knows. */
export const TurnWait = z.enum(['think', 'tool', 'delay'])
export type TurnWait = z.infer<typeof TurnWait>

/** One request of a session. Its id, and those it names, are kept as the data set has them. */
export const SessionTurn = z.object({
  /** Unique in its session. */
  turnId: z.string().min(1),
  /** Turns, all of them earlier in the list, that must have ended; none: it begins with the session. Two that wait for one are a fan-out, one that waits for two is a join. */
  after: z.array(z.string()).default([]),
  /** The turn, one of `after`, whose prompt and answer stand in front of this one's messages; `null`: it begins a conversation of its own. */
  continues: z.string().nullable().default(null),
  /** Turns, each of them in `after`, whose answers come before its own messages, each as a message of the user: what subagents found. */
  answersOf: z.array(z.string()).default([]),
  /** Which agent of the session asks; `null`: the session itself. */
  agent: z.string().nullable().default(null),
  /** From the end of the last turn of `after`, or the begin of the session, until it is sent, ms. */
  waitMs: z.number().nonnegative().default(0),
  waitFor: TurnWait.default('think'),
  /** Not sent before so many ms from the begin of the session, where the data set recorded times. */
  notBeforeMs: z.number().nonnegative().nullable().default(null),
  input: TurnInput,
  /** Tokens to generate; `null`: as the workload says. */
  outputTokens: z.int().positive().nullable().default(null),
  /** The data set's own answer; `null`: it has none. */
  answer: z.string().nullable().default(null),
  /** Fields merged into the body of this request as they are, e.g. `model` or `tools`. */
  extraBody: FreeFields.default({}),
})
export type SessionTurn = z.infer<typeof SessionTurn>
