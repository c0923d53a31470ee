import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { latenessAt, type ReadLateness } from '@sagellm-benchmark/clients/transport'
import { percentile } from '@sagellm-benchmark/metrics'
import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { OverheadSample } from './overhead-monitor.js'

/** Beyond these the client's own cost may show in the numbers. */
const overheadLimits = {
  eventLoopDelayP99Ms: 10,
  scheduleLatenessP99Ms: 10,
  /** Of one core, for the busiest generator thread; of all cores, for the process. */
  cpuShare: 0.9,
  calibrationErrorP99Ms: 1,
  /** Of the requests that a stall touched, and of the time that all stalls took. */
  stalledShare: 0.01,
} as const

export type OverheadFacts = {
  readonly sample: OverheadSample
  /** Who took the stamps. @default not known */
  readonly identity?: Pick<ClientIdentity, 'transport' | 'stampSource'>
  /** `null` where the kernel stamped nothing. */
  readonly readLateness: ReadLateness | null
  /** Start minus due time of each open-loop request, waits for the concurrency cap left out, in ms. */
  readonly latenessMs: Float64Array
  readonly calibrationErrorP99Ms: number | null
  /** Inference in this process: its CPU time is the target's, not the client's. */
  readonly inProcess: boolean
  /** Threads that did nothing but send and stamp; 0: the thread of the program did it. */
  readonly loadThreads: number
  /** Measured requests, and those of them that a stall of the client touched. */
  readonly requests: number
  readonly stalledRequests: number
  /** Length of the measured phase, ms; `null` where nothing was measured. */
  readonly windowMs: number | null
}

/** Puts the figures together and says, with a plain reason each, whether the client can be trusted. */
export function judgeOverhead(facts: OverheadFacts): ClientOverhead {
  const { sample, calibrationErrorP99Ms, inProcess, stalledRequests } = facts
  const lateness = facts.latenessMs.slice().sort()
  const latenessP99 = percentile(lateness, 0.99)
  const reasons: string[] = []
  const check = (name: string, value: number | null, limit: number, unit: string) => {
    if (value !== null && value > limit) reasons.push(`${name} ${value.toFixed(1)}${unit}, limit ${limit}${unit}`)
  }
  check('schedule lateness p99', latenessP99, overheadLimits.scheduleLatenessP99Ms, ' ms')
  reasons.push(...stampErrorReasons(calibrationErrorP99Ms))
  if (!inProcess) {
    // Inference in this process is stamped by its own thread: this loop's delay shifts none of its stamps.
    check('event-loop delay p99', sample.eventLoopDelayP99Ms, overheadLimits.eventLoopDelayP99Ms, ' ms')
    check('CPU share of a load thread', sample.cpuShare, overheadLimits.cpuShare, ' cores')
    const cores = (sample.cores ?? 1) * overheadLimits.cpuShare
    check(`CPU share of the process on ${sample.cores ?? 1} cores`, sample.processCpuShare, cores, ' cores')
    reasons.push(...stallReasons(facts))
  }
  return {
    ...sample,
    stalls: sample.stalls && { ...sample.stalls, touchedRequests: stalledRequests },
    transport: facts.identity?.transport ?? null,
    stampSource: facts.identity?.stampSource ?? null,
    readLateness: facts.readLateness && latenessFigures(facts.readLateness),
    scheduleLatenessP50Ms: percentile(lateness, 0.5),
    scheduleLatenessP99Ms: latenessP99,
    calibrationErrorP99Ms,
    loadThreads: facts.loadThreads,
    clientSaturated: reasons.length > 0,
    reasons,
  }
}

function latenessFigures(lateness: ReadLateness): ClientOverhead['readLateness'] {
  const { reads, unstamped, maxMs, clockErrorMs } = lateness
  return {
    reads,
    unstampedReads: unstamped,
    p50Ms: latenessAt(lateness, 0.5),
    p99Ms: latenessAt(lateness, 0.99),
    maxMs: reads === 0 ? null : maxMs,
    clockErrorMs,
  }
}

/** Why a calibrated stamp error counts as saturation. It states by how much stamps can be off, so larger differences can still be judged. */
export function stampErrorReasons(errorP99Ms: number | null): string[] {
  const limit = overheadLimits.calibrationErrorP99Ms
  if (errorP99Ms === null || errorP99Ms <= limit) return []
  return [`calibrated stamp error p99 ${errorP99Ms.toFixed(1)} ms, limit ${limit} ms`]
}

/** The longest stall, how many there were, and how many requests they touched, where that is above the limits. */
function stallReasons({ sample: { stalls }, requests, stalledRequests, windowMs }: OverheadFacts): string[] {
  if (stalls === null || stalls.count === 0) return []
  const { stalledShare } = overheadLimits
  const touched = stalledRequests > stalledShare * requests
  const long = windowMs !== null && stalls.totalMs > stalledShare * windowMs
  if (!touched && !long) return []
  const [longest] = stalls.longest
  const took = `${Math.round(stalls.totalMs).toLocaleString('en-US')} ms in all`
  const longestText = longest ? `the longest ${Math.round(longest.ms).toLocaleString('en-US')} ms` : ''
  return [
    `the client stood still ${stalls.count === 1 ? 'once' : `${stalls.count} times`} (${longestText}, ${took}), during ${stalledRequests} of ${requests} requests`,
  ]
}
