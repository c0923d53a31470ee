import { mergeLateness } from '@sagellm-benchmark/clients/transport'
import type { StallSample } from '@sagellm-benchmark/protocol-types/artifacts'
import type { OverheadSample } from '../overhead/overhead-monitor.js'
import { sumOfDry } from './request-queue.js'
import type { LostShard, StopReason } from './run-result.js'
import type { ShareOutcome } from './share-outcome.js'

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

/** All threads of a shard are lost with it, which is one loss. */
function lostOf(shares: readonly ShareOutcome[]): Pick<ShareOutcome, 'lost'> {
  const byShard = new Map<number, LostShard>()
  for (const each of shares.flatMap((share) => share.lost ?? [])) {
    const unrecorded = each.unrecorded + (byShard.get(each.shard)?.unrecorded ?? 0)
    byShard.set(each.shard, { ...each, unrecorded })
  }
  return byShard.size === 0 ? {} : { lost: [...byShard.values()] }
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
