import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RecordedTurn } from '@sagellm-benchmark/protocol-types/sessions'

/** What is kept of one turn until its session is over. */
export type TurnFacts = Pick<
  RecordedTurn,
  'turn' | 'turnId' | 'after' | 'continues' | 'answers' | 'waitMs' | 'idealCachedTokens'
> & {
  readonly outcome: 'ok' | 'failed' | 'cut_off'
  readonly dueAt: number
  readonly startAt: number
  readonly endAt: number
  readonly ttftMs: number | null
  readonly e2eMs: number | null
  readonly promptTokens: number | null
  readonly outputTokens: number | null
  readonly cachedTokens: number | null
}

/** A session as far as its records were seen. */
export type SessionFacts = {
  /** Which one of its round. */
  readonly number: number
  readonly turnsPlanned: number
  readonly turns: TurnFacts[]
}

export function turnFacts(record: RequestRecord, session: RecordedTurn): TurnFacts {
  const { errorClass, startAt, firstTokenAt, lastTokenAt, endAt, usage } = record
  const { turn, turnId, after, continues, answers, waitMs, idealCachedTokens } = session
  return {
    ...{ turn, turnId, after, continues, answers, waitMs, idealCachedTokens },
    outcome: errorClass === null ? 'ok' : errorClass === 'cancelled_by_run' ? 'cut_off' : 'failed',
    dueAt: record.scheduledAt,
    startAt,
    endAt,
    ttftMs: firstTokenAt === null ? null : firstTokenAt - startAt,
    e2eMs: lastTokenAt === null ? null : lastTokenAt - startAt,
    promptTokens: record.promptTokens,
    outputTokens: record.outputTokens,
    cachedTokens: usage?.cachedTokens ?? null,
  }
}

/** How a session ended. One of which a turn failed has failed, also where the run cut off another of its turns. */
export function sessionOutcome({ turns, turnsPlanned }: SessionFacts): 'completed' | 'failed' | 'cut_off' {
  if (turns.some(({ outcome }) => outcome === 'failed')) return 'failed'
  return turns.length === turnsPlanned && turns.every(({ outcome }) => outcome === 'ok') ? 'completed' : 'cut_off'
}

/**
 * Prompt tokens of a turn that a cache without a limit would hold: what the block ids of the data set say; else the prompt and, where
 * the server's own answer was given back to it, the answer of the turn that is continued. The last token of a prompt is always
 * computed. `null`: lengths are not known.
 *
 * @param sharedPrefixTokens - that all sessions begin with; only the first of a round does not find them.
 */
export function idealCachedTokens(turn: TurnFacts, session: SessionFacts, sharedPrefixTokens: number): number | null {
  if (turn.idealCachedTokens !== null) return turn.idealCachedTokens
  if (turn.promptTokens === null) return null
  const most = Math.max(0, turn.promptTokens - 1)
  if (turn.continues === null) return session.number > 0 || turn.turn > 0 ? Math.min(most, sharedPrefixTokens) : 0
  const before = session.turns.find(({ turnId }) => turnId === turn.continues)
  if (before === undefined || before.promptTokens === null) return null
  if (turn.answers === 'server' && before.outputTokens === null) return null
  return Math.min(most, before.promptTokens + (turn.answers === 'server' ? (before.outputTokens ?? 0) : 0))
}

/** From the end of the last turn waited for until the start, ms; `null` where it waits for none, or one was not seen. */
export function waitSeenMs(turn: TurnFacts, { turns }: SessionFacts): number | null {
  if (turn.after.length === 0) return null
  const ends = turn.after.map((id) => turns.find(({ turnId }) => turnId === id)?.endAt ?? null)
  if (ends.some((each) => each === null)) return null
  return turn.startAt - Math.max(...(ends as number[]))
}
