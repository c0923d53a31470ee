import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { SessionTurn } from './session-turn.js'
import { turnProblem } from './turn-problem.js'

/**
 * A conversation, or a task of an agent with its subagents: turns that wait for one another. They stand in an order in which each comes
 * behind all that it waits for, so that no circle is possible.
 */
export const Session = z
  .object({
    schemaVersion: z.literal(1).default(1),
    /** As the data set has it, never through a number. */
    sessionId: z.string().min(1),
    /** Begin in ms on the data set's own clock; `null`: the load decides. */
    startMs: z.number().nonnegative().nullable().default(null),
    turns: z.array(SessionTurn).min(1),
  })
  .superRefine(({ turns }, context) => {
    const problem = turnProblem(turns)
    if (problem) context.addIssue({ code: 'custom', path: ['turns', ...problem.path], message: problem.message })
  })
export type Session = z.infer<typeof Session>
export type SessionInput = z.input<typeof Session>

/** A line of a session file: the form that every data set of sessions is mapped onto. */
export const sessionLine = defineArtifact({ name: 'session', version: 1, schema: Session, enums: 'closed' })
