import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { CalibrationFile, ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { calibratedErrorMs } from '../calibration/calibration-cache.js'
import { judgeOverhead } from '../overhead/judge-overhead.js'
import { notSampled } from '../overhead/overhead-monitor.js'
import { mergeShares } from './merge-shares.js'
import type { ShardCost } from './run-result.js'
import type { ShareOutcome } from './share-outcome.js'

export type CostFacts = {
  readonly identity: ClientIdentity
  readonly calibration: CalibrationFile | null
  /** Threads that did nothing but this; 0: the caller's own. */
  readonly loadThreads: number
  /** Of the clients of other machines, by the number of the shard. @default not known */
  readonly calibrations?: ReadonlyMap<number, CalibrationFile | null>
}

/** Each shard judged for itself: a percentile over all of them would hide one that is late. */
export function shardCosts(shares: readonly ShareOutcome[], facts: CostFacts): ShardCost[] {
  const numbers = [...new Set(shares.flatMap(({ shard }) => shard ?? []))].sort((a, b) => a - b)
  return numbers.map((shard) => {
    const ofShard = shares.filter((share) => share.shard === shard)
    // Each machine has its own; this one is shard 0.
    const calibration = shard === 0 ? facts.calibration : (facts.calibrations?.get(shard) ?? null)
    return { shard, clientOverhead: costOfProcess(ofShard, { ...facts, calibration, loadThreads: ofShard.length }) }
  })
}

/**
 * For the same reason each thread of a process is judged for itself, and what is of the whole process once.
 *
 * @param shares - one of each thread, in any order.
 */
export function costOfProcess(shares: readonly ShareOutcome[], facts: CostFacts): ClientOverhead {
  const merged = mergeShares(shares)
  const whole = judged(merged, facts)
  if (shares.length < 2) return whole
  const threads = shares
    .map(({ thread = 0, ...share }) => {
      const sample = { ...share.sample, processCpuShare: null, cores: null }
      return { thread, clientOverhead: judged({ ...share, sample }, { ...facts, calibration: null, loadThreads: 1 }) }
    })
    .sort((a, b) => a.thread - b.thread)
  const { processCpuShare, cores } = merged.sample
  const ofProcess = { ...notSampled, processCpuShare, cores }
  const { reasons } = judged({ ...merged, sample: ofProcess, latenessMs: new Float64Array(0) }, facts)
  const named = threads.map(({ thread, clientOverhead }) => ({ name: `thread ${thread}`, clientOverhead }))
  const worst = worstOf(whole, named)
  const all = [...reasons, ...worst.reasons]
  const { calibrationErrorP99Ms } = whole
  return { ...worst, calibrationErrorP99Ms, clientSaturated: all.length > 0, reasons: all, threads }
}

/** A client is as good as the worst of its generators. */
export function worstOf(
  whole: ClientOverhead,
  generators: readonly { readonly name: string; readonly clientOverhead: ClientOverhead }[],
): ClientOverhead {
  const reasons = generators.flatMap(({ name, clientOverhead }) =>
    clientOverhead.reasons.map((reason) => `${name}: ${reason}`),
  )
  const worst = (pick: (each: ClientOverhead) => number | null) => {
    const known = generators.flatMap(({ clientOverhead }) => pick(clientOverhead) ?? [])
    return known.length > 0 ? Math.max(...known) : null
  }
  const { readLateness } = whole
  return {
    ...whole,
    readLateness: readLateness && {
      ...readLateness,
      p50Ms: worst((each) => each.readLateness?.p50Ms ?? null),
      p99Ms: worst((each) => each.readLateness?.p99Ms ?? null),
    },
    scheduleLatenessP50Ms: worst((each) => each.scheduleLatenessP50Ms),
    scheduleLatenessP99Ms: worst((each) => each.scheduleLatenessP99Ms),
    calibrationErrorP99Ms: worst((each) => each.calibrationErrorP99Ms),
    clientSaturated: reasons.length > 0,
    reasons,
  }
}

/** What a share cost its client, with the reasons for which that may show in the figures. */
export function judged(
  share: Omit<ShareOutcome, 'stopReason'>,
  { identity, calibration, loadThreads }: CostFacts,
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
