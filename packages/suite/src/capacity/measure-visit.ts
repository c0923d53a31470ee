import { join } from 'node:path'
import { type SearchedLimit, visitOf } from '@sagellm-benchmark/metrics/sweeps'
import type { CapacityLine, PlannedPoint, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import type { ResolvedIo } from '../io.js'
import { run } from '../run/run.js'
import { pointOfRun } from '../sweep/point-of-run.js'
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
  const overloaded = isOpen && watch.overloaded()
  const point = { ...pointOfRun(planned, order, outcome), notStationary: overloaded }
  const { values, latencies, unseen } = watch.seen()
  const withheld = [
    ...reasonsOf(point, { overloaded, limits }),
    ...unseen.map((text) => `most answers do not show ${text}`),
  ]
  const clientLate = withheld.length > 0 && unseen.length === 0 && isOnlyLate(point)
  return { point, visit: visitOf({ load, seconds, values, latencies, overloaded, withheld, clientLate }, limits) }
}

/** Flags of a client that could not keep up: it stamps late, and sends late and then several at once, which is harder for the server. */
const lateFlags: readonly string[] = ['client_saturated', 'load_not_kept']
/** As many requests as were asked for came, in spite of it. */
const RATE_KEPT = 0.98

/** Whether all that is wrong with a measurement makes its latencies longer, and its load no smaller. */
function isOnlyLate({ withheld, metrics }: SweepPoint): boolean {
  if (metrics === null || !metrics.flags.includes('client_saturated')) return false
  const { requestedRateRps: asked, achievedRateRps: reached } = metrics
  const kept = asked === null || (reached !== null && reached >= RATE_KEPT * asked)
  return kept && withheld.length === metrics.flags.filter((flag) => lateFlags.includes(flag)).length
}

/**
 * Why a measurement says nothing of the server. A queue that only grows, and an end after errors where errors are a limit, are what the search
 * looks for; a client at its limit is none of the server in any case.
 */
function reasonsOf(
  { withheld, metrics }: SweepPoint,
  { overloaded, limits }: { overloaded: boolean; limits: readonly SearchedLimit[] },
): string[] {
  const client = metrics?.flags.includes('client_saturated') === true
  if (overloaded && !client) return []
  const judgesErrors = limits.some(({ binary }) => binary)
  const isOfErrors = (reason: string) =>
    reason.startsWith('it was stopped after errors') || reason === 'no request succeeded'
  return withheld.filter((reason) => !(judgesErrors && isOfErrors(reason)))
}
