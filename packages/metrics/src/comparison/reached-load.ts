import type { ReachedLoad } from '@sagellm-benchmark/protocol-types/comparison'
import { arrivalRates } from '../run/arrival-rates.js'
import { concurrencyNotKept, fullLoadTime, rateNotKept } from '../run/load-kept.js'
import { type RunTable, rowsByRound, selectRows } from '../run/run-table.js'

/**
 * The load that was seen over rounds, each of which fills and drains by itself: the concurrency of a closed loop outside of that, and
 * arrivals a second, as they were and as their schedule had them.
 *
 * @param places - requests that a closed loop keeps in flight; `null` for every other load.
 * @param released - whether a round is released at one instant: it then has no rate, and several machines stamp that instant as
 *   exactly as their clocks are known.
 * @returns `null` where nothing can be said of the load.
 */
export function reachedLoad(
  table: RunTable,
  { places, released = false }: { readonly places: number | null; readonly released?: boolean },
): ReachedLoad | null {
  const full = { inFlightMs: 0, ms: 0 }
  for (const rows of rowsByRound(table).values()) {
    const part = places === null ? null : fullLoadTime(selectRows(table, rows), places)
    full.inFlightMs += part?.inFlightMs ?? 0
    full.ms += part?.ms ?? 0
  }
  if (table.round.length === 0) return null
  const { rateRps, plannedRateRps: planned, waitedShare } = arrivalRates(table)
  const plannedRateRps = places === null && !released ? planned : null
  return {
    concurrency: full.ms > 0 ? full.inFlightMs / full.ms : null,
    // Requests that are released together have no rate.
    rateRps: places === null && plannedRateRps === null ? null : rateRps,
    plannedRateRps,
    waitedShare: plannedRateRps === null ? null : waitedShare,
  }
}

/** Why the load that was seen is not the one that was asked for; empty where it was kept, or nothing can be said. */
export function reachedNotKept(reached: ReachedLoad | null, places: number | null): string[] {
  return reached === null ? [] : [...concurrencyNotKept(reached.concurrency, places), ...rateNotKept(reached)]
}
