import type { CapacityVisit } from '@sagellm-benchmark/protocol-types/sweeps'
import type { SearchedLimit } from './searched-limit.js'
import { isRising, tallyLimit } from './tally-limit.js'

/** The part of a measurement in which a queue that was empty fills; it would make every load look better than it is. */
const FILLING = 0.1

export type MeasuredLoad = {
  readonly load: number
  readonly seconds: number
  /** For each limit its values in the order of arrival, without those that are not known. */
  readonly values: readonly ArrayLike<number>[]
  /** Latencies of the requests that were answered, in the order of arrival. */
  readonly latencies: ArrayLike<number>
  readonly overloaded: boolean
  readonly withheld: readonly string[]
  /** Whether nothing but a late client is why it is withheld. @default false */
  readonly clientLate?: boolean
}

/** What a measurement of a load says of the limits; its first tenth is left out. */
export function visitOf(
  { load, seconds, values, latencies, overloaded, withheld, clientLate = false }: MeasuredLoad,
  limits: readonly Pick<SearchedLimit, 'kind' | 'allowed' | 'breaks' | 'binary'>[],
): CapacityVisit {
  const steady = values.map(steadyPart)
  const companion = steadyPart(latencies)
  return {
    ...{ load, seconds, overloaded, clientLate },
    requests: Math.max(0, ...steady.map(({ length }) => length)),
    tallies: limits.map((limit, at) => {
      const own = steady[at] as ArrayLike<number>
      return tallyLimit(own, { limit, companion: limit.binary ? companion : own })
    }),
    rising: isRising(companion),
    withheld: [...withheld],
  }
}

function steadyPart(values: ArrayLike<number>): ArrayLike<number> {
  const from = Math.floor(values.length * FILLING)
  const steady = new Float64Array(values.length - from)
  for (let at = 0; at < steady.length; at++) steady[at] = values[from + at] as number
  return steady
}
