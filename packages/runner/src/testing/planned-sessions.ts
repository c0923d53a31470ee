import { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import { aRequest } from './planned-requests.js'

export type TurnSketch = Pick<SessionTurn, 'turnId'> &
  Partial<Pick<SessionTurn, 'after' | 'continues' | 'answersOf' | 'waitMs'>>

/** The planned requests of sessions, one after the other. */
export function plannedSessions(
  sessions: readonly (readonly TurnSketch[])[],
  dueAtMs: (session: number) => number | null = () => null,
): PlannedRequest[] {
  let index = 0
  return sessions.flatMap((turns, session) =>
    turns.map((turn, place) => {
      const request = aRequest({ index, dueAtMs: place === 0 ? dueAtMs(session) : null })
      index += 1
      return PlannedRequest.parse({
        ...request,
        request: {
          ...request.request,
          input: { kind: 'messages', messages: [{ role: 'user', content: turn.turnId }] },
        },
        session: placeOf(turn, { session, place, turns }),
      })
    }),
  )
}

type Place = { readonly session: number; readonly place: number; readonly turns: readonly TurnSketch[] }

function placeOf(turn: TurnSketch, { session, place, turns }: Place): PlannedRequest['session'] {
  const { turnId, after = [], continues = null, answersOf = [], waitMs = 0 } = turn
  const read = turns.some((each) => each.continues === turnId || (each.answersOf ?? []).includes(turnId))
  return {
    ...{ id: `W-r0-s${session}`, sourceId: String(session), session, place, turns: turns.length, turn: place },
    ...{ turnId, after: [...after], continues, answersOf: [...answersOf], agent: null, waitMs, waitFor: 'think' },
    ...{ notBeforeMs: null, newTokens: null, answers: null, idealCachedTokens: null, answer: null, answerWanted: read },
  }
}
