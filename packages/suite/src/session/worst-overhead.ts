import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'

type Lateness = NonNullable<ClientOverhead['readLateness']>
type Stalls = NonNullable<ClientOverhead['stalls']>

/** How many of the longest stalls are kept, as of one part. */
const KEPT_STALLS = 20

/**
 * What is to be held against a client that measured in several parts, one after the other: the worst of every figure, the stalls of
 * all, and each reason with the part that it is of. `null` where no part was watched.
 *
 * @param parts - in their order; `null` for one of which nothing is known.
 */
export function worstOverhead(parts: readonly (ClientOverhead | null)[]): ClientOverhead | null {
  const known = parts.filter((each) => each !== null)
  const [first] = known
  if (first === undefined || parts.length === 1) return first ?? null
  const worst = (pick: (each: ClientOverhead) => number | null) => greatest(known.map(pick))
  return {
    eventLoopDelayP99Ms: worst((each) => each.eventLoopDelayP99Ms),
    eventLoopDelayMaxMs: worst((each) => each.eventLoopDelayMaxMs),
    scheduleLatenessP50Ms: worst((each) => each.scheduleLatenessP50Ms),
    scheduleLatenessP99Ms: worst((each) => each.scheduleLatenessP99Ms),
    cpuShare: worst((each) => each.cpuShare),
    processCpuShare: worst((each) => each.processCpuShare),
    cores: first.cores,
    transport: common(known.map(({ transport }) => transport)),
    stampSource: common(known.map(({ stampSource }) => stampSource)),
    readLateness: worstLateness(known.flatMap(({ readLateness }) => readLateness ?? [])),
    stalls: allStalls(known.flatMap(({ stalls }) => stalls ?? [])),
    loadThreads: known.every(({ loadThreads }) => loadThreads === first.loadThreads) ? first.loadThreads : null,
    calibrationErrorP99Ms: worst((each) => each.calibrationErrorP99Ms),
    clientSaturated: known.some(({ clientSaturated }) => clientSaturated),
    reasons: parts.flatMap((each, at) => each?.reasons.map((reason) => `part ${at + 1}: ${reason}`) ?? []),
    ...worstOfThreads(parts),
  }
}

/** Each thread over all parts; a part may have had fewer of them. */
function worstOfThreads(parts: readonly (ClientOverhead | null)[]): Pick<ClientOverhead, 'threads'> {
  const numbers = new Set(parts.flatMap((each) => each?.threads?.map(({ thread }) => thread) ?? []))
  const threads = [...numbers]
    .sort((a, b) => a - b)
    .flatMap((thread) => {
      const ofThread = parts.map((each) => each?.threads?.find((found) => found.thread === thread)?.clientOverhead)
      const clientOverhead = worstOverhead(ofThread.map((each) => each ?? null))
      return clientOverhead ? [{ thread, clientOverhead }] : []
    })
  return threads.length === 0 ? {} : { threads }
}

/** What all parts have; `null` where they differ. */
function common(values: readonly (string | null)[]): string | null {
  const [first = null] = values
  return values.every((each) => each === first) ? first : null
}

/** Percentiles cannot be merged: the worst of each stands for all. */
function worstLateness(parts: readonly Lateness[]): Lateness | null {
  if (parts.length === 0) return null
  const worst = (pick: (each: Lateness) => number | null) => greatest(parts.map(pick))
  return {
    reads: parts.reduce((total, each) => total + each.reads, 0),
    unstampedReads: parts.reduce((total, each) => total + each.unstampedReads, 0),
    p50Ms: worst((each) => each.p50Ms),
    p99Ms: worst((each) => each.p99Ms),
    maxMs: worst((each) => each.maxMs),
    clockErrorMs: worst((each) => each.clockErrorMs),
  }
}

function allStalls(stalls: readonly Stalls[]): Stalls | null {
  if (stalls.length === 0) return null
  const sum = (pick: (each: Stalls) => number) => stalls.reduce((total, each) => total + pick(each), 0)
  return {
    count: sum(({ count }) => count),
    totalMs: sum(({ totalMs }) => totalMs),
    longest: stalls
      .flatMap(({ longest }) => longest)
      .sort((a, b) => b.ms - a.ms)
      .slice(0, KEPT_STALLS),
    touchedRequests: sum(({ touchedRequests }) => touchedRequests),
  }
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
