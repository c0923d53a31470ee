import { join } from 'node:path'
import type { PlannedPoint, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import type { ResolvedIo } from '../io.js'
import { run } from '../run/run.js'
import { keepPoint } from './point-journal.js'
import { pointOfRun } from './point-of-run.js'
import { watchOverload } from './watch-overload.js'

export interface PointsMeter {
  /** Points so far, in the order of measuring. */
  readonly points: readonly SweepPoint[]
  /** Measures a point, or takes it from those that are finished. `null`: it was interrupted, and does not count. */
  measure(planned: PlannedPoint): Promise<SweepPoint | null>
}

export type PointsMeterOptions = {
  readonly io: ResolvedIo
  /** Finished points of an earlier part of the same sweep. */
  readonly known: readonly SweepPoint[]
  /** Called with each point that this process has measured. */
  readonly onPoint: (point: SweepPoint) => void
  /** The shards that share each load. @default this process sends all of it */
  readonly rendezvous?: Rendezvous | null
}

/** Measures points one after the other, each in a folder of its own below `points`, and each on disk before the next begins. */
export function createPointsMeter(
  folder: string,
  { io, known, onPoint, rendezvous = null }: PointsMeterOptions,
): PointsMeter {
  const finished = new Map(known.map((each) => [each.id, each]))
  const points: SweepPoint[] = []
  return {
    points,
    async measure(planned) {
      const before = finished.get(planned.id)
      if (before) points.push(before)
      if (before || io.signal.aborted) return before ?? null
      const watch = watchOverload()
      const output = join(folder, 'points', planned.id)
      const outcome = await run(planned.plan, {
        ...io,
        output,
        rendezvous,
        ...(isOpen(planned) ? { watch: () => watch } : {}),
      })
      if (outcome.interrupted) return null
      const { loadKinds } = io
      const point = {
        ...pointOfRun(planned, points.length, { ...outcome, loadKinds }),
        notStationary: watch.overloaded(),
      }
      await keepPoint(folder, point)
      points.push(point)
      onPoint(point)
      return point
    },
  }
}

/** Arrivals that wait for nothing; a batch is sent at once on purpose. */
function isOpen({ plan }: PlannedPoint): boolean {
  return plan.workloads.every(({ load }) => ['constant', 'poisson', 'gamma'].includes(load.kind))
}
