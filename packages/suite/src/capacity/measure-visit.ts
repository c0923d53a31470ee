import { join } from 'node:path'
import type { SearchedLimit } from '@sagellm-benchmark/metrics/sweeps'
import type { CapacityLine, PlannedPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import type { ResolvedIo } from '../io.js'
import { run } from '../run/run.js'
import { pointOfRun } from '../sweep/point-of-run.js'
import { visitOfRun } from './visit-of-run.js'
import { watchVisit } from './watch-visit.js'

type VisitOptions = {
  readonly folder: string
  readonly io: ResolvedIo
  readonly limits: readonly SearchedLimit[]
  /** Its place in the order of measuring. */
  readonly order: number
}

/**
 * Measures a load once, in a folder of its own below `points`, by the same run as a point of a sweep.
 *
 * @returns `null` where it was interrupted, and does not count.
 */
export async function measureVisit(
  planned: PlannedPoint,
  load: number,
  { folder, io, limits, order }: VisitOptions,
): Promise<CapacityLine | null> {
  const watch = watchVisit(limits)
  const begun = io.clock.now()
  const isOpen = planned.plan.workloads[0]?.load.kind !== 'closed'
  const quiet = { signal: watch.signal, sent: watch.sent, add: watch.add }
  const closed = { ...quiet, signal: new AbortController().signal }
  const outcome = await run(planned.plan, {
    ...io,
    output: join(folder, 'points', planned.id),
    watch: () => (isOpen ? quiet : closed),
  })
  if (outcome.interrupted) return null
  const seconds = (io.clock.now() - begun) / 1000
  const point = { ...pointOfRun(planned, order, outcome), notStationary: isOpen && watch.overloaded() }
  const visit = visitOfRun({ load, seconds, point, seen: watch.seen(), riseMs: watch.rise() }, limits)
  return { point, visit }
}
