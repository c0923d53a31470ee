import { loadKindOf } from '../loads/load-kind-of.js'
import type { LoadPlan } from '../loads/load-plan.js'

/** A load under which targets are compared. */
export type ComparedLoad = {
  readonly load: LoadPlan
  /** What it is called, e.g. `batch 4` or `Poisson 4/s`. */
  readonly label: string
  /** Of a batch; `null` for every other load. */
  readonly batchSize: number | null
  /** The same for the names of files and records: `b4`, `poisson_4_s`. */
  readonly slug: string
}

/** All loads of a comparison: its batches, and whatever other loads there are. */
export function comparedLoads(plan: {
  readonly batchSizes: readonly number[]
  readonly loads: readonly LoadPlan[]
}): ComparedLoad[] {
  const batches = plan.batchSizes.map((size): LoadPlan => ({ kind: 'batch', size }))
  return [...batches, ...plan.loads].map((load) => {
    const kind = loadKindOf(load)
    const batchSize = kind.drive === 'batches' ? kind.places(load) : null
    const label = batchSize === null ? kind.text(load) : batchLabel(batchSize)
    return { load, label, batchSize, slug: batchSize === null ? slugOf(label) : `b${batchSize}` }
  })
}

/** The label of the load behind one entry of a result: a batch is known by its size, every other load by its label. */
export function loadLabel(entry: { readonly load: string | null; readonly batchSize: number | null }): string | null {
  return entry.load ?? (entry.batchSize === null ? null : batchLabel(entry.batchSize))
}

function batchLabel(size: number): string {
  return `batch ${size}`
}

/** Fewer requests than these say little of a load that is never the same twice. */
const FEWEST_REQUESTS = 16
/** How many requests each stream of a closed loop sends in a round, so that filling and draining do not fill it. */
const REQUESTS_A_STREAM = 4
/** How long a round of arrivals lasts. */
const SECONDS_OF_ARRIVALS = 10

/**
 * Requests of one round: a batch is its own round; of every other load as many as were asked for, or as the load needs.
 *
 * @param asked - `null`: what the load needs.
 * @example requestsOfRound({ kind: 'closed', concurrency: 8, rampUpSeconds: 0 }, null) // 32
 */
export function requestsOfRound(load: LoadPlan, asked: number | null): number {
  const kind = loadKindOf(load)
  const places = kind.places(load) ?? 1
  if (kind.drive === 'batches') return places
  const own = kind.requestsWithin(load, null)
  if (own !== null) return Math.min(asked ?? own, own)
  if (asked !== null) return asked
  const usual = kind.requestsWithin(load, SECONDS_OF_ARRIVALS) ?? REQUESTS_A_STREAM * places
  return Math.max(FEWEST_REQUESTS, usual)
}

/** @example slugOf('Poisson 4/s') // 'poisson_4_s' */
function slugOf(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/[^\w.]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}
