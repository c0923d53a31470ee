import { percentile } from '@sagellm-benchmark/metrics'
import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { OverheadSample } from './overhead-monitor.js'

/** Beyond these the client's own cost may show in the numbers. */
const overheadLimits = {
  eventLoopDelayP99Ms: 10,
  scheduleLatenessP99Ms: 10,
  /** Share of one core, per generator thread. */
  cpuShare: 0.9,
  calibrationErrorP99Ms: 1,
} as const

export type OverheadFacts = {
  readonly sample: OverheadSample
  /** Start minus due time of each open-loop request, waits for the concurrency cap left out, in ms. */
  readonly latenessMs: Float64Array
  readonly calibrationErrorP99Ms: number | null
  /** Inference in this process: its CPU time is the target's, not the client's. */
  readonly inProcess: boolean
  readonly workers: number
}

/** Puts the figures together and says, with a plain reason each, whether the client can be trusted. */
export function judgeOverhead(facts: OverheadFacts): ClientOverhead {
  const { sample, calibrationErrorP99Ms, inProcess, workers } = facts
  const lateness = facts.latenessMs.slice().sort()
  const latenessP99 = percentile(lateness, 0.99)
  const reasons: string[] = []
  const check = (name: string, value: number | null, limit: number, unit: string) => {
    if (value !== null && value > limit) reasons.push(`${name} ${value.toFixed(1)}${unit}, limit ${limit}${unit}`)
  }
  check('schedule lateness p99', latenessP99, overheadLimits.scheduleLatenessP99Ms, ' ms')
  check('calibrated stamp error p99', calibrationErrorP99Ms, overheadLimits.calibrationErrorP99Ms, ' ms')
  if (!inProcess) {
    // Inference in this process is stamped by its own thread: this loop's delay shifts none of its stamps.
    check('event-loop delay p99', sample.eventLoopDelayP99Ms, overheadLimits.eventLoopDelayP99Ms, ' ms')
    check('CPU share', sample.cpuShare, overheadLimits.cpuShare * workers, ' cores')
  }
  return {
    ...sample,
    scheduleLatenessP50Ms: percentile(lateness, 0.5),
    scheduleLatenessP99Ms: latenessP99,
    calibrationErrorP99Ms,
    clientSaturated: reasons.length > 0,
    reasons,
  }
}
