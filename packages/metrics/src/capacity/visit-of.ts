import type { CapacityVisit } from '@sagellm-benchmark/protocol-types/sweeps'
import type { SearchedLimit } from './searched-limit.js'
import { isRising, tallyLimit } from './tally-limit.js'

/** The part of a measurement in which a queue that was empty fills; it would make every load look better than it is. */
const FILLING = 0.1

export type MeasuredLoad = {
  readonly load: number
  readonly seconds: number
  /** For each limit its values in the order of arrival, without those that are not known; of a late client 0 and 1 from the scheduled time. */
  readonly values: readonly ArrayLike<number>[]
  /** Latencies of the requests that were answered, in the order of arrival. */
  readonly latencies: ArrayLike<number>
  readonly overloaded: boolean
  readonly withheld: readonly string[]
  /** Whether nothing but a late client that kept the rate is why it is withheld. @default false */
  readonly clientLate?: boolean
  /** Where nothing but a late client is why it is withheld: how late, at most. @default null: not known */
  readonly late?: ClientLateness | null
}

/** How late a client was at most, ms: in sending a request after its time, and in seeing what came. */
export type ClientLateness = { readonly sentMs: number; readonly seenMs: number }

/**
 * What a measurement of a load says of the limits; its first tenth is left out.
 *
 * A queue that serves in order of arrival answers no request earlier because others came later, and none later by more than they came late. So a latency
 * without the late client is at most what was seen and the latest sending, and at least what was seen without all that the client was late.
 */
export function visitOf(
  { load, seconds, values, latencies, overloaded, withheld, clientLate = false, late = null }: MeasuredLoad,
  limits: readonly Pick<SearchedLimit, 'kind' | 'allowed' | 'breaks' | 'binary'>[],
): CapacityVisit {
  const steady = values.map(steadyPart)
  const companion = steadyPart(latencies)
  const tallied = (of: readonly ArrayLike<number>[]) =>
    limits.map((limit, at) => {
      const own = of[at] as ArrayLike<number>
      return tallyLimit(own, { limit, companion: limit.binary ? companion : own })
    })
  return {
    ...{ load, seconds, overloaded, clientLate, lateMs: late && late.sentMs + late.seenMs },
    requests: Math.max(0, ...steady.map(({ length }) => length)),
    tallies: tallied(late === null ? steady : moved(late.sentMs)),
    leastTallies: late === null ? [] : tallied(moved(-late.sentMs - late.seenMs)),
    rising: isRising(companion),
    withheld: [...withheld],
  }

  /** Latencies that are so much longer. An error or a limit that a request missed may be the client's own: it counts against, and shows nothing broken. */
  function moved(byMs: number): ArrayLike<number>[] {
    return limits.map(({ binary }, at) =>
      Float64Array.from(steady[at] as ArrayLike<number>, (value) => {
        if (binary) return byMs < 0 ? 0 : value
        return Math.max(0, value + byMs)
      }),
    )
  }
}

function steadyPart(values: ArrayLike<number>): ArrayLike<number> {
  const from = Math.floor(values.length * FILLING)
  const steady = new Float64Array(values.length - from)
  for (let at = 0; at < steady.length; at++) steady[at] = values[from + at] as number
  return steady
}
