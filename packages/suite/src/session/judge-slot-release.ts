import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { SlotRelease } from '@sagellm-benchmark/protocol-types/shapes'

/** Running and waiting requests of a server, and when its page was read. */
export type Reading = { readonly at: number; readonly busy: number }

export type SlotReleaseFacts = {
  /** The request that was answered whole. */
  readonly whole: RequestRecord
  /** Those that were cancelled, in order; each was watched until the next one. */
  readonly cancelled: readonly RequestRecord[]
  /** On the records' clock, ascending. */
  readonly readings: readonly Reading[]
}

/** An answer of which less than this is left cannot be told from one that was cancelled. */
const LEAST_ANSWER_MS = 200
/** Places that come back in the first half of the answer were freed; those that come back in its last quarter were not. */
const FREED_BEFORE = 0.5
const RAN_ON_FROM = 0.75

/**
 * Whether the counter was back at rest well before the answer would have ended. Times are upper ends: the first reading at rest, after
 * which none was busy again.
 */
export function judgeSlotRelease({ whole, cancelled, readings }: SlotReleaseFacts): SlotRelease {
  const answerMs = whole.endAt - (whole.firstTokenAt ?? whole.startAt)
  const pollMs = meanGap(readings)
  const known = { pollMs, answerMs }
  if (whole.errorClass !== null)
    return notKnown(
      `the request that was to be answered whole failed (${whole.errorClass}: ${whole.errorMessage})`,
      known,
    )
  if (readings.length === 0) return notKnown('the server shows no counter of running requests', known)
  const before = readings.filter(({ at }) => at < whole.startAt)
  const rest = Math.max(0, ...before.map(({ busy }) => busy))
  const during = readings.filter(({ at }) => at > whole.startAt && at < whole.endAt)
  if (before.length === 0 || !during.some(({ busy }) => busy > rest))
    return notKnown('the counter of running requests did not show a request that was answered', known)
  if (answerMs < LEAST_ANSWER_MS)
    return notKnown(
      `a whole answer takes only ${Math.round(answerMs)} ms, too short to tell its end from a cancellation`,
      known,
    )
  const odd = cancelled.find(({ errorClass }) => errorClass !== 'cancelled_by_client')
  if (odd || cancelled.length === 0)
    return notKnown(`a request that was to be cancelled ended by itself (${odd?.errorClass ?? 'answered'})`, known)

  const freedWithinMs = cancelled.map(({ endAt }, at) => {
    const until = cancelled[at + 1]?.startAt ?? Number.POSITIVE_INFINITY
    return backAtRest(
      readings.filter((reading) => reading.at > endAt && reading.at < until),
      { rest, from: endAt },
    )
  })
  const freed = verdict(freedWithinMs, answerMs)
  return { freed, freedWithinMs, ...known, message: sentence(freed, { freedWithinMs, answerMs, pollMs }) }
}

/** ms until the first reading at rest that no busy one follows; `null` where the last one is busy, or there is none. */
function backAtRest(readings: readonly Reading[], { rest, from }: { rest: number; from: number }): number | null {
  const lastBusy = readings.findLastIndex(({ busy }) => busy > rest)
  const first = readings[lastBusy + 1]
  return first ? first.at - from : null
}

function verdict(times: readonly (number | null)[], answerMs: number): boolean | null {
  if (times.every((time) => time !== null && time < FREED_BEFORE * answerMs)) return true
  return times.every((time) => time === null || time > RAN_ON_FROM * answerMs) ? false : null
}

function sentence(
  freed: boolean | null,
  { freedWithinMs, answerMs, pollMs }: Omit<SlotRelease, 'freed' | 'message'>,
): string {
  const times = freedWithinMs
    .map((time) => (time === null ? 'not while it was watched' : `${Math.round(time)} ms`))
    .join(', ')
  const read = `its counter was back after ${times} (read every ${Math.round(pollMs ?? 0)} ms), a whole answer takes ${Math.round(answerMs ?? 0)} ms`
  if (freed === true) return `the server frees the place of a cancelled request: ${read}`
  if (freed === false)
    return `the server does NOT free the place of a cancelled request, and works on for nobody: ${read}`
  return `whether the server frees the place of a cancelled request cannot be told: ${read}`
}

function notKnown(why: string, known: Pick<SlotRelease, 'pollMs' | 'answerMs'>): SlotRelease {
  const message = `whether the server frees the place of a cancelled request is not known: ${why}`
  return { freed: null, freedWithinMs: [], ...known, message }
}

function meanGap(readings: readonly Reading[]): number | null {
  const [first] = readings
  const last = readings.at(-1)
  return first && last && readings.length > 1 ? (last.at - first.at) / (readings.length - 1) : null
}
