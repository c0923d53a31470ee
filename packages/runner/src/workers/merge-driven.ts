import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { DrivenLoad } from '../load/load-generator.js'
import type { StopReason } from '../load/run-result.js'

type Part = Omit<DrivenLoad, 'workload'>

/** The outcome of a workload that several workers drove: sums of counts, the widest times, the worst delays. */
export function mergeDriven(workload: WorkloadPlan, parts: readonly Part[]): DrivenLoad {
  const sum = (pick: (part: Part) => number) => parts.reduce((total, part) => total + pick(part), 0)
  return {
    workload,
    stopReason: reasonOf(parts.map((part) => part.stopReason)),
    startedAt: least(parts.map((part) => part.startedAt)),
    measuredFrom: least(parts.map((part) => part.measuredFrom)),
    endedAt: greatest(parts.map((part) => part.endedAt)),
    records: sum((part) => part.records),
    failed: sum((part) => part.failed),
    cancelledByRun: sum((part) => part.cancelledByRun),
    skipped: sum((part) => part.skipped),
    // An upper bound: the workers' own peaks need not fall together.
    peakInFlight: sum((part) => part.peakInFlight),
    sample: {
      eventLoopDelayP99Ms: greatest(parts.map((part) => part.sample.eventLoopDelayP99Ms)),
      eventLoopDelayMaxMs: greatest(parts.map((part) => part.sample.eventLoopDelayMaxMs)),
      // Each worker reads the CPU time of the whole process: the largest is the whole, not a part of a sum.
      cpuShare: greatest(parts.map((part) => part.sample.cpuShare)),
    },
    latenessMs: concatenated(parts.map((part) => part.latenessMs)),
  }
}

/** A worker that had nothing to send ended for no reason of its own. */
function reasonOf(reasons: readonly StopReason[]): StopReason {
  for (const reason of ['interrupted', 'duration', 'requests'] as const) if (reasons.includes(reason)) return reason
  return 'not_started'
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
