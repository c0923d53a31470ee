import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { ScenarioName } from '@sagellm-benchmark/protocol-types/shapes'
import { placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type {
  AggregatedMetrics,
  BenchmarkSummary,
  MeasuredTarget,
  WorkloadSummary,
} from '@sagellm-benchmark/protocol-types/artifacts'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'

/** Who, when and how: what every artifact of a run repeats. */
export type RunHeader = {
  readonly runId: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly toolVersion: string
  readonly target: MeasuredTarget
  readonly model: string | null
  readonly seed: number
  readonly simulated: boolean
  readonly notices: readonly string[]
  /** Flags of the whole run, such as `interrupted`; those of a workload stand in its metrics. */
  readonly flags: readonly FlagName[]
  /** Command line that repeats the run, without secrets. */
  readonly command: string | null
  /** The named scenario that was run. @default none */
  readonly scenario?: ScenarioName | null
}

export type MeasuredWorkload = {
  readonly name: string
  /** The load that made the metrics. @default not known */
  readonly load?: LoadPlan
  /** Requests that the plan asks for in all; `null` where a time ends the load. @default not known */
  readonly requestsAsked?: number | null
  readonly metrics: AggregatedMetrics
}

/** The summary of a run: its workloads' headlines, and the counts over all of them. */
export function buildSummary(header: RunHeader, workloads: readonly MeasuredWorkload[]): BenchmarkSummary {
  const all = workloads.map((each) => each.metrics)
  const sum = (field: 'totalRequests' | 'successfulRequests' | 'failedRequests' | 'cancelledByRun') =>
    all.reduce((total, metrics) => total + metrics[field], 0)
  const ended = sum('successfulRequests') + sum('failedRequests')
  return {
    schemaVersion: 1,
    ...header,
    scenario: header.scenario ?? null,
    notices: [...header.notices],
    flags: [...header.flags],
    workloads: Object.fromEntries(workloads.map((each) => [each.name, workloadSummary(each)])),
    overall: {
      totalWorkloads: workloads.length,
      totalRequests: sum('totalRequests'),
      successfulRequests: sum('successfulRequests'),
      failedRequests: sum('failedRequests'),
      cancelledByRun: sum('cancelledByRun'),
      // Requests that the run itself cut off are nobody's error, so they are not in the denominator either.
      errorRate: ended === 0 ? null : sum('failedRequests') / ended,
      totalOutputTokens: sumKnown(all.map((metrics) => metrics.totalOutputTokens)),
      totalTimeS: sumKnown(all.map((metrics) => metrics.totalTimeS)),
    },
  }
}

/** A sum that is not known as soon as one part of it is not known. */
function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce((total, value) => (total === null || value === null ? null : total + value), 0 as number | null)
}

function workloadSummary({ metrics, load, requestsAsked = null }: MeasuredWorkload): WorkloadSummary {
  return {
    totalRequests: metrics.totalRequests,
    successfulRequests: metrics.successfulRequests,
    failedRequests: metrics.failedRequests,
    ...placedValues('summary', metrics),
    errorsByClass: metrics.errorsByClass,
    failureExamples: metrics.failureExamples,
    cancelledByRun: metrics.cancelledByRun,
    unjudgedRequests: metrics.unjudgedRequests,
    serviceLevels: metrics.serviceLevels,
    thresholds: metrics.thresholds,
    rounds: metrics.rounds,
    totalInputTokens: metrics.totalInputTokens,
    totalOutputTokens: metrics.totalOutputTokens,
    totalTimeS: metrics.totalTimeS,
    lengths: metrics.lengths,
    load: load ?? null,
    requestsAsked,
    precision: metrics.precision,
    intervals: metrics.intervals,
    lowSample: metrics.lowSample,
    flags: metrics.flags,
    loadNotKept: metrics.loadNotKept,
    countNotes: metrics.countNotes,
    cache: metrics.cache,
    fidelity: metrics.fidelity,
    engineFigures: metrics.engineFigures,
    timeParts: metrics.timeParts,
    sessions: metrics.sessions,
    replicas: metrics.replicas,
    serverCounters: metrics.serverCounters,
    peakMemNote: metrics.peakMemNote,
  }
}
