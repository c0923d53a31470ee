import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { SessionFigures } from '@sagellm-benchmark/protocol-types/sessions'
import { overlapOf, type Stretch } from './overlap.js'
import { type SessionFacts, sessionOutcome, turnFacts } from './session-facts.js'
import { createSessionOrder, type ReplayedSessions } from './session-order.js'
import { ratio, spreadOf } from './spread.js'
import { createTurnRows } from './turn-rows.js'

/** Takes measured records one at a time, in any order; of each a few numbers are kept. */
export interface SessionTally {
  add(record: RequestRecord): void
  /** Of the records so far; `null` figures where none belongs to a session. */
  result(): SessionResult
}

export type SessionResult = {
  readonly figures: SessionFigures | null
  /** Prompt tokens a request that a cache is meant to hold, on average; `null` where that is not known, or there are no sessions. */
  readonly intendedCachedTokens: number | null
  /** Order and pauses of the turns, against those that were planned; `null` without sessions. */
  readonly replayed: ReplayedSessions | null
}

/** @param sharedPrefixTokens - that all sessions begin with on purpose. */
export function createSessionTally({
  sharedPrefixTokens = 0,
}: {
  readonly sharedPrefixTokens?: number
} = {}): SessionTally {
  const sessions = new Map<string, SessionFacts>()
  return {
    add(record) {
      const { session } = record
      if (session === null) return
      const facts = sessions.get(session.id) ?? { number: session.session, turnsPlanned: session.turns, turns: [] }
      sessions.set(session.id, facts)
      facts.turns.push(turnFacts(record, session))
    },
    result() {
      const fold = createFold(sharedPrefixTokens)
      for (const each of sessions.values()) fold.add(each)
      return { figures: fold.figures(), intendedCachedTokens: fold.intendedCachedTokens(), replayed: fold.replayed() }
    },
  }
}

function createFold(sharedPrefixTokens: number) {
  const counts = { completed: 0, failed: 0, cut_off: 0 }
  const rows = createTurnRows(sharedPrefixTokens)
  const order = createSessionOrder()
  const completionMs: number[] = []
  const stretches: Stretch[] = []
  let [turnsPlanned, turnsSent, fannedOut, inFlightOfOneMax] = [0, 0, 0, 0]
  return {
    add(session: SessionFacts) {
      const { turns } = session
      const outcome = sessionOutcome(session)
      counts[outcome] += 1
      turnsPlanned += session.turnsPlanned
      turnsSent += turns.length
      const from = turns.reduce((first, { dueAt }) => Math.min(first, dueAt), Number.POSITIVE_INFINITY)
      const to = turns.reduce((last, { endAt }) => Math.max(last, endAt), Number.NEGATIVE_INFINITY)
      stretches.push({ from, to })
      if (outcome === 'completed') completionMs.push(to - from)
      if (fansOut(session)) fannedOut += 1
      const inFlight = overlapOf(turns.map(({ startAt, endAt }) => ({ from: startAt, to: endAt })))
      inFlightOfOneMax = Math.max(inFlightOfOneMax, inFlight.max)
      order.add(session, inFlight.max)
      for (const turn of turns) rows.add(turn, session)
    },
    figures(): SessionFigures | null {
      if (stretches.length === 0) return null
      const underWay = overlapOf(stretches)
      const from = stretches.reduce((first, each) => Math.min(first, each.from), Number.POSITIVE_INFINITY)
      const to = stretches.reduce((last, each) => Math.max(last, each.to), Number.NEGATIVE_INFINITY)
      return {
        begun: stretches.length,
        completed: counts.completed,
        failed: counts.failed,
        cutOff: counts.cut_off,
        turnsPlanned,
        turnsSent,
        completionMs: spreadOf(completionMs),
        completedPerSecond: ratio(counts.completed * 1000, to - from),
        concurrencyMean: underWay.mean,
        concurrencyMax: underWay.max,
        fannedOut,
        inFlightOfOneMax,
        turns: rows.result(),
      }
    },
    replayed: order.result,
    intendedCachedTokens() {
      const intended = rows.intended()
      return intended === null ? null : ratio(intended.tokens, intended.requests)
    },
  }
}

/** Whether two of its turns wait for the same one, or none, and so may be in flight together. */
function fansOut({ turns }: SessionFacts): boolean {
  const seen = new Set<string>()
  for (const { after } of turns) {
    const key = [...after].sort().join('\n')
    if (seen.has(key)) return true
    seen.add(key)
  }
  return false
}
