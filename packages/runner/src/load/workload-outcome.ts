import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { mergeLateness } from '@sagellm-benchmark/clients/transport'
import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile, ClientOverhead, StallSample } from '@sagellm-benchmark/protocol-types/artifacts'
import { calibratedErrorMs } from '../calibration/calibration-cache.js'
import { judgeOverhead } from '../overhead/judge-overhead.js'
import type { OverheadSample } from '../overhead/overhead-monitor.js'
import { sumOfDry } from './request-queue.js'
import type { StopReason, WorkloadOutcome } from './run-result.js'
import type { ShareOutcome } from './share-outcome.js'

export type OutcomeFacts = {
  readonly workload: WorkloadPlan
  readonly identity: ClientIdentity
  readonly calibration: CalibrationFile | null
  /** Threads that did nothing but this; 0: the caller's own. */
  readonly loadThreads: number
  /** Of the clients of other machines, by the number of the shard. @default not known */
  readonly calibrations?: ReadonlyMap<number, CalibrationFile | null>
}

/** The outcome of a workload from the shares of all threads that drove it: merged, and the client judged. */
export function workloadOutcome(shares: readonly ShareOutcome[], facts: OutcomeFacts): WorkloadOutcome {
  const { sample, readLateness, latenessMs, measured, stalled, ...merged } = mergeShares(shares)
  const whole = judged({ ...merged, sample, readLateness, latenessMs, measured, stalled }, facts)
  const generators = generatorsOf(shares, facts)
  return {
    workload: facts.workload,
    problem: null,
    ...merged,
    clientOverhead: generators.length > 1 ? worstOf(whole, generators) : whole,
    ...(generators.length > 0 ? { generators } : {}),
  }
}

type Generators = NonNullable<WorkloadOutcome['generators']>

/** Each shard judged for itself: a percentile over all of them would hide one that is late. */
function generatorsOf(shares: readonly ShareOutcome[], facts: OutcomeFacts): Generators {
  const numbers = [...new Set(shares.flatMap(({ shard }) => shard ?? []))].sort((a, b) => a - b)
  return numbers.map((shard) => {
    const ofShard = shares.filter((share) => share.shard === shard)
    // Each machine has its own; this one is shard 0.
    const calibration = shard === 0 ? facts.calibration : (facts.calibrations?.get(shard) ?? null)
    const own = { ...facts, calibration, loadThreads: ofShard.length }
    return { shard, clientOverhead: judged(mergeShares(ofShard), own) }
  })
}

/** The client is as good as the worst of its generators. */
function worstOf(whole: ClientOverhead, generators: Generators): ClientOverhead {
  const reasons = generators.flatMap(({ shard, clientOverhead }) =>
    clientOverhead.reasons.map((reason) => `shard ${shard}: ${reason}`),
  )
  const worst = (pick: (each: ClientOverhead) => number | null) =>
    greatest(generators.map(({ clientOverhead }) => pick(clientOverhead)))
  return {
    ...whole,
    scheduleLatenessP50Ms: worst((each) => each.scheduleLatenessP50Ms),
    scheduleLatenessP99Ms: worst((each) => each.scheduleLatenessP99Ms),
    calibrationErrorP99Ms: worst((each) => each.calibrationErrorP99Ms),
    clientSaturated: reasons.length > 0,
    reasons,
  }
}

/** Sums of counts, the widest times, the worst delays. */
export function mergeShares(shares: readonly ShareOutcome[]): ShareOutcome {
  const sum = (pick: (share: ShareOutcome) => number) => shares.reduce((total, share) => total + pick(share), 0)
  return {
    stopReason: reasonOf(shares),
    startedAt: least(shares.map((share) => share.startedAt)),
    measuredFrom: least(shares.map((share) => share.measuredFrom)),
    endedAt: greatest(shares.map((share) => share.endedAt)),
    records: sum((share) => share.records),
    failed: sum((share) => share.failed),
    cancelledByRun: sum((share) => share.cancelledByRun),
    skipped: sum((share) => share.skipped),
    // An upper bound: the threads' own peaks need not fall together.
    dry: sumOfDry(shares.map((share) => share.dry)),
    peakInFlight: sum((share) => share.peakInFlight),
    measured: sum((share) => share.measured),
    stalled: sum((share) => share.stalled),
    sample: mergeSamples(shares.map(({ sample }) => sample)),
    readLateness: mergeLateness(shares.flatMap(({ readLateness }) => readLateness ?? [])),
    latenessMs: concatenated(shares.map((share) => share.latenessMs)),
    ...lostOf(shares),
  }
}

function lostOf(shares: readonly ShareOutcome[]): Pick<ShareOutcome, 'lost'> {
  const lost = shares.flatMap((share) => share.lost ?? [])
  return lost.length === 0 ? {} : { lost }
}

/** The worst delays, the busiest thread, and the stalls of all threads. */
function mergeSamples(samples: readonly OverheadSample[]): OverheadSample {
  const max = (pick: (sample: OverheadSample) => number | null) => greatest(samples.map(pick))
  const stalls = samples.flatMap((sample) => sample.stalls ?? [])
  return {
    eventLoopDelayP99Ms: max((sample) => sample.eventLoopDelayP99Ms),
    eventLoopDelayMaxMs: max((sample) => sample.eventLoopDelayMaxMs),
    cpuShare: max((sample) => sample.cpuShare),
    // Each thread reads the CPU time of the whole process: the largest is the whole, not a part of a sum.
    processCpuShare: max((sample) => sample.processCpuShare),
    cores: max((sample) => sample.cores),
    stalls: stalls.length === 0 ? null : mergeStalls(stalls),
  }
}

function mergeStalls(stalls: readonly StallSample[]): StallSample {
  return {
    count: stalls.reduce((sum, { count }) => sum + count, 0),
    // Of the thread that stood still the longest, because stalls of several threads overlap in time.
    totalMs: Math.max(...stalls.map(({ totalMs }) => totalMs)),
    longest: stalls
      .flatMap(({ longest }) => longest)
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 20),
  }
}

function judged(
  share: Omit<ShareOutcome, 'stopReason'>,
  { identity, calibration, loadThreads }: OutcomeFacts,
): ClientOverhead {
  const { transport } = identity
  const { sample, readLateness, latenessMs, measured, stalled, measuredFrom, endedAt, peakInFlight } = share
  return judgeOverhead({
    sample,
    identity,
    readLateness,
    latenessMs,
    requests: measured,
    stalledRequests: stalled,
    windowMs: measuredFrom === null || endedAt === null ? null : endedAt - measuredFrom,
    loadThreads,
    inProcess: transport === 'in_process',
    calibrationErrorP99Ms: calibration?.transport === transport ? calibratedErrorMs(calibration, peakInFlight) : null,
  })
}

/** A thread that had nothing to send does not decide why the others ended; a shard that was ended before its part did not send it. */
function reasonOf(shares: readonly ShareOutcome[]): StopReason {
  const reasons = shares.map((share) => share.stopReason)
  const others = reasons.some((reason) => reason !== 'not_started')
  if (others && shares.some(isMissing)) return 'interrupted'
  for (const reason of ['interrupted', 'duration', 'requests'] as const) if (reasons.includes(reason)) return reason
  return 'not_started'
}

/** One that was lost is named by itself. */
function isMissing({ shard, stopReason, lost = [] }: ShareOutcome): boolean {
  return shard !== undefined && stopReason === 'not_started' && lost.length === 0
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? Math.min(...known) : null
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? Math.max(...known) : null
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
