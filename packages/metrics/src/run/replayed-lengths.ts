import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ReplayFidelity } from '@sagellm-benchmark/protocol-types/artifacts'
import { createKnownMean } from './known-mean.js'
import { replayBounds } from './replay-bounds.js'

/** One side of a request: what was asked for, what was sent for it, and what came of it. */
export type LengthsOfRequest = Readonly<Record<'asked' | 'sent' | 'reached', number | null>> & {
  /** Whether a length that was not reached is a miss: an engine that may end an answer by itself misses none. */
  readonly mustReach: boolean
}

/** Takes answered requests one at a time and compares one of their two lengths with what was asked for. */
export function createReplayedLengths(lengthsOf: (record: RequestRecord) => LengthsOfRequest) {
  const means = { asked: createKnownMean(), sent: createKnownMean(), reached: createKnownMean() }
  const reachedByCompared = createKnownMean()
  const counts = { compared: 0, exact: 0, missed: 0 }
  return {
    add(record: RequestRecord) {
      const lengths = lengthsOf(record)
      for (const name of ['asked', 'sent', 'reached'] as const) means[name].add(lengths[name])
      // A data set asks for no length of its prompts: what was sent is to be read. Without a server that tells, what was sent is compared.
      const wish = lengths.asked ?? lengths.sent
      const came = lengths.reached ?? (lengths.asked === null ? null : lengths.sent)
      if (wish === null || came === null) return
      counts.compared += 1
      reachedByCompared.add(lengths.reached)
      counts.exact += Number(came === wish)
      counts.missed += Number(lengths.mustReach && isMissed(wish, came))
    },
    result: (): ReplayFidelity['input'] => ({
      asked: means.asked.value(),
      sent: means.sent.value(),
      // Beside what was asked for stands what came of the same requests: later turns of a conversation are asked for no length.
      reached: counts.compared > 0 ? reachedByCompared.value() : means.reached.value(),
      ...counts,
    }),
    /** Mean of what was reached, of all requests; `null` where it is not known. */
    meanReached: () => means.reached.value(),
  }
}

function isMissed(wish: number, came: number): boolean {
  return Math.abs(came - wish) > Math.max(replayBounds.lengthTokens, replayBounds.lengthShare * wish)
}
