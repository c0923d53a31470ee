import type { ReachedLoad } from '@sagellm-benchmark/protocol-types/comparison'
import { concurrencyNotKept, fullLoadTime, rateNotKept } from '../run/load-kept.js'
import { type RunTable, rowsByRound, selectRows } from '../run/run-table.js'

/**
 * The load that was seen over rounds, each of which fills and drains by itself: the concurrency of a closed loop outside of that, and
 * arrivals a second, as they were and as their schedule had them.
 *
 * @param places - requests that a closed loop keeps in flight; `null` for every other load.
 * @returns `null` where nothing can be said of the load.
 */
export function reachedLoad(table: RunTable, places: number | null): ReachedLoad | null {
  const full = { inFlightMs: 0, ms: 0 }
  const arrivals = { gaps: 0, ms: 0, plannedMs: 0 }
  for (const rows of rowsByRound(table).values()) {
    const round = selectRows(table, rows)
    const part = places === null ? null : fullLoadTime(round, places)
    full.inFlightMs += part?.inFlightMs ?? 0
    full.ms += part?.ms ?? 0
    arrivals.gaps += rows.length - 1
    arrivals.ms += span(round.startAt)
    arrivals.plannedMs += span(round.scheduledAt)
  }
  const rate = (ms: number) => (ms > 0 ? arrivals.gaps / (ms / 1000) : null)
  if (table.round.length === 0) return null
  const plannedRateRps = places === null ? rate(arrivals.plannedMs) : null
  return {
    concurrency: full.ms > 0 ? full.inFlightMs / full.ms : null,
    // Requests that are released together have no rate.
    rateRps: places === null && plannedRateRps === null ? null : rate(arrivals.ms),
    plannedRateRps,
  }
}

/** Why the load that was seen is not the one that was asked for; empty where it was kept, or nothing can be said. */
export function reachedNotKept(
  reached: ReachedLoad | null,
  { places, capped }: { readonly places: number | null; readonly capped: boolean },
): string[] {
  if (reached === null) return []
  return [
    ...concurrencyNotKept(reached.concurrency, places),
    ...(capped ? [] : rateNotKept(reached.rateRps, reached.plannedRateRps)),
  ]
}

function span(times: Float64Array): number {
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return last > first ? last - first : 0
}
