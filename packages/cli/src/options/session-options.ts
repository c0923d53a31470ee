import { z } from 'zod'

/** Conversations and agents: the flags of a load of sessions. */
export const sessionOptions = {
  sessionFile: z
    .string()
    .optional()
    .describe('conversations or agents from this file, in any of its formats; their turns wait for one another'),
  sessionFormat: z.string().optional().describe('format of the session file; default as its own content shows'),
  answers: z
    .enum(['server', 'data'])
    .default('server')
    .describe("whose answers later turns of a session file see: the server's own, or those of the file"),
  sessions: z.int().positive().optional().describe('sessions a round [default all of a session file, else 20]'),
  concurrentSessions: z.int().positive().optional().describe('this many sessions always under way'),
  sessionRate: z.number().positive().optional().describe('sessions that begin per second, as a Poisson process'),
  turns: z
    .string()
    .optional()
    .describe('conversations of this many turns: 4, 2-6, normal:5:2, lognormal:5:3, exponential:5'),
  growthTokens: z
    .string()
    .default('64')
    .describe('conversations: new prompt tokens of each later turn, a number or drawn as --turns'),
  turnThink: z
    .string()
    .default('0')
    .describe('conversations: the pause between an answer and the next turn, in seconds, likewise'),
  subagents: z
    .string()
    .default('0')
    .describe('conversations: subagents that the first answer sends off side by side; the second turn waits for all'),
  subagentTurns: z.string().default('2').describe('conversations: turns of each subagent'),
  toolTime: z.string().default('0').describe('conversations: seconds that a tool takes between turns of a subagent'),
} as const

/** The values of `sessionOptions`. */
export type SessionOptions = z.infer<z.ZodObject<typeof sessionOptions>>
