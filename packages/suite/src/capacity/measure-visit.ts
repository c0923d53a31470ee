import { join } from 'node:path'
import { type ClientLateness, type SearchedLimit, visitOf } from '@sagellm-benchmark/metrics/sweeps'
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
  const grew = isOpen && watch.overloaded()
  const point = { ...pointOfRun(planned, order, outcome), notStationary: grew }
  const { values: asSent, valuesOfLate, latencies, unseen, rateKept, lateMs: sentLateMs } = watch.seen()
  const withheld = [
    ...reasonsOf(point, { overloaded: grew, limits }),
    ...unseen.map((text) => `most answers do not show ${text}`),
  ]
  const late = withheld.length > 0 && unseen.length === 0 ? clientLateness(point, sentLateMs) : null
  const isServers = late !== null && watch.rise() > RISE_BEYOND * (late.sentMs + late.seenMs)
  const overloaded = grew && (withheld.length === 0 || isServers)
  const clientLate = late !== null && !grew && rateKept
  const values = late === null ? asSent : valuesOfLate
  const measured = { load, seconds, values, latencies, overloaded, withheld, clientLate, late }
  return { point, visit: visitOf(measured, limits) }
}

/** Flags of a client that could not keep up: it stamps late, and sends late and then several at once, which is harder for the server. */
const lateFlags: readonly string[] = ['client_saturated', 'load_not_kept']
/** A queue that made answers so many times later than the client can have been is the server's. */
const RISE_BEYOND = 2

/**
 * How late the client was, where that is all that is wrong with a measurement.
 *
 * @returns `null` where something else is wrong too, or nobody watched the client.
 */
function clientLateness({ withheld, metrics }: SweepPoint, sentMs: number): ClientLateness | null {
  const overhead = metrics?.clientOverhead
  if (!metrics || !overhead?.stalls || !metrics.flags.includes('client_saturated')) return null
  if (withheld.length !== metrics.flags.filter((flag) => lateFlags.includes(flag)).length) return null
  const { stalls, eventLoopDelayMaxMs, readLateness } = overhead
  return {
    sentMs,
    seenMs: Math.max(stalls.longest[0]?.ms ?? 0, eventLoopDelayMaxMs ?? 0, readLateness?.maxMs ?? 0),
  }
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
