import type { ReplayFidelity } from '@sagellm-benchmark/protocol-types/artifacts'
import { createColumn } from '../run/column.js'
import { percentiles } from '../statistics/percentiles.js'
import { type SessionFacts, waitSeenMs } from './session-facts.js'

export type ReplayedSessions = NonNullable<ReplayFidelity['sessions']>

/** Two stamps of one moment may differ by so much, ms. */
const SLACK_MS = 1e-3

/** Takes sessions one at a time: whether their turns kept their order, and how much longer than planned the pauses between them were. */
export function createSessionOrder() {
  const longer = createColumn()
  const counts = { sessions: 0, turns: 0, outOfOrder: 0, fanOutAsked: 0, fanOutReached: 0 }
  return {
    /** @param inFlight - most turns of the session that were in flight together. */
    add(session: SessionFacts, inFlight: number) {
      counts.sessions += 1
      counts.turns += session.turns.length
      counts.fanOutAsked = Math.max(counts.fanOutAsked, branchesOf(session))
      counts.fanOutReached = Math.max(counts.fanOutReached, inFlight)
      for (const turn of session.turns) {
        if (turn.after.length === 0) continue
        const seen = waitSeenMs(turn, session)
        // A turn that is not there had not ended when this one began.
        if (seen === null || seen < -SLACK_MS) counts.outOfOrder += 1
        else longer.push(turn.startAt - turn.dueAt)
      }
    },
    result(): ReplayedSessions | null {
      if (counts.sessions === 0) return null
      const pauses = longer.toArray()
      const [p50Ms = null, p99Ms = null, maxMs = null] = percentiles(pauses, [0.5, 0.99, 1])
      const known = p50Ms !== null && p99Ms !== null && maxMs !== null
      return { ...counts, thinkTimes: known ? { turns: pauses.length, error: { p50Ms, p99Ms, maxMs } } : null }
    },
  }
}

/** Most turns of a session that wait for the same ones, and so may begin together. */
function branchesOf({ turns }: SessionFacts): number {
  const groups = new Map<string, number>()
  for (const { after } of turns) {
    const key = [...after].sort().join('\n')
    groups.set(key, (groups.get(key) ?? 0) + 1)
  }
  return Math.max(...groups.values())
}
