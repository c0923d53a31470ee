import { createRandom } from '../random/create-random.js'
import type { LoadKind } from './load-kind.js'
import { loadKindOf } from './load-kind-of.js'

export type ArrivalTimesOptions = {
  readonly seed: number
  /** A caller's own kinds of load. @default [] */
  readonly loadKinds?: readonly LoadKind[]
}

/**
 * When the requests of a load are due: ms from its start, ascending, drawn lazily; `null` where a reply decides. The
 * same seed gives the same times, on any number of workers.
 *
 * @example for (const dueAtMs of arrivalTimes({ kind: 'poisson', rateRps: 50, ... }, { seed: 7 })) { ... }
 */
export function arrivalTimes<Load extends { readonly kind: string }>(
  load: Load,
  { seed, loadKinds }: ArrivalTimesOptions,
): Iterable<number | null> {
  return loadKindOf(load, loadKinds).dueTimes(load, createRandom(seed))
}
