import { invalidArgument, type LoadPlan } from '@sagellm-benchmark/protocol-types'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import type { ArrivalProcess, LoadKind } from './arrival-process.js'
import { batch } from './batch.js'
import { closed } from './closed.js'
import { constant } from './constant.js'
import { gamma } from './gamma.js'
import { poisson } from './poisson.js'
import { trace } from './trace.js'

/** Every arrival process there is. */
export const arrivals = [closed, batch, constant, poisson, gamma, trace] as const

/** @throws BenchError `invalid_argument` for an unknown kind. */
export function arrivalOf(kind: LoadKind): ArrivalProcess {
  const found = arrivals.find((each) => each.kind === kind)
  if (!found) throw invalidArgument('load.kind', kind, `give one of ${arrivals.map((each) => each.kind).join(', ')}`)
  // The list pairs every kind with the process of that kind, which a lookup by name cannot tell the compiler.
  return found as unknown as ArrivalProcess
}

/**
 * When the requests of a load are due: ms from its start, ascending, drawn lazily; `null` where a reply decides. The
 * same seed gives the same times, on any number of workers.
 *
 * @example for (const dueAtMs of arrivalTimes({ kind: 'poisson', rateRps: 50, ... }, { seed: 7 })) { ... }
 */
export function arrivalTimes(load: LoadPlan, { seed }: { readonly seed: number }): Iterable<number | null> {
  return arrivalOf(load.kind).dueTimes(load, createRandom(seed))
}
