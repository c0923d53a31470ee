import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'

export type ReplicaBalance = 'round_robin' | 'least_in_flight'

/** Chooses one of several replicas, by their numbers. */
export interface Balancer {
  /** The choice for a request that is sent later; `null` where it depends on that moment. */
  reserve(planned: PlannedRequest): number | null
  begin(planned: PlannedRequest): number
  end(planned: PlannedRequest, how: { readonly at: number; readonly failed: boolean }): void
}

/**
 * A session goes to the replica of its number by turns; or, with `least_in_flight`, to the one with the fewest requests under way when
 * it begins, until its last turn has ended.
 */
export function createBalancer(count: number, balance: ReplicaBalance): Balancer {
  const reserved = new WeakMap<PlannedRequest, number>()
  const inFlight = new Array<number>(count).fill(0)
  const places = new Map<string, { readonly at: number; left: number }>()
  let next = 0

  const byTurns = ({ session }: PlannedRequest) => {
    if (session !== undefined) return session.session % count
    next = (next + 1) % count
    return (next + count - 1) % count
  }
  const byLoad = ({ session }: PlannedRequest) => {
    const place = session && places.get(session.id)
    if (place) return place.at
    // Of several with the fewest the first after the last choice, so that an idle deployment is used evenly.
    const order = Array.from({ length: count }, (_, step) => (next + step) % count)
    const at = order.reduce((best, each) => ((inFlight[each] as number) < (inFlight[best] as number) ? each : best))
    next = (at + 1) % count
    if (session && session.turns > 1) places.set(session.id, { at, left: session.turns })
    return at
  }

  return {
    reserve(planned) {
      if (balance === 'least_in_flight') return null
      const at = byTurns(planned)
      reserved.set(planned, at)
      return at
    },
    begin(planned) {
      const at = reserved.get(planned) ?? (balance === 'least_in_flight' ? byLoad(planned) : byTurns(planned))
      inFlight[at] = (inFlight[at] as number) + 1
      return at
    },
    end({ session }, { at, failed }) {
      inFlight[at] = (inFlight[at] as number) - 1
      const place = session && places.get(session.id)
      if (!session || !place) return
      place.left -= 1
      if (failed || place.left === 0) places.delete(session.id)
    },
  }
}
