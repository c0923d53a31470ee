import { type ClientLateness, type SearchedLimit, visitOf } from '@sagellm-benchmark/metrics/sweeps'
import type { CapacityVisit, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import type { VisitWatch } from './watch-visit.js'

type VisitedLoad = {
  readonly load: number
  /** That it took, warm-up and all. */
  readonly seconds: number
  /** The run; `notStationary` where its queue only grew. */
  readonly point: SweepPoint
  /** What its requests were, as `watchVisit` saw them. */
  readonly seen: ReturnType<VisitWatch['seen']>
  /** ms by which latencies rose from the first half of the requests to the second. */
  readonly riseMs: number
}

/** A finished run of one load as the search sees it. */
export function visitOfRun(
  { load, seconds, point, seen, riseMs }: VisitedLoad,
  limits: readonly SearchedLimit[],
): CapacityVisit {
  const { values: asSent, valuesOfLate, latencies, unseen, rateKept, lateMs: sentLateMs } = seen
  const grew = point.notStationary
  const withheld = [
    ...reasonsOf(point, { overloaded: grew, limits }),
    ...unseen.map((text) => `most answers do not show ${text}`),
  ]
  const late = withheld.length > 0 && unseen.length === 0 ? clientLateness(point, sentLateMs) : null
  const isServers = late !== null && riseMs > RISE_BEYOND * (late.sentMs + late.seenMs)
  const overloaded = grew && (withheld.length === 0 || isServers)
  const clientLate = late !== null && !grew && rateKept
  const values = late === null ? asSent : valuesOfLate
  return visitOf({ load, seconds, values, latencies, overloaded, withheld, clientLate, late }, limits)
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
