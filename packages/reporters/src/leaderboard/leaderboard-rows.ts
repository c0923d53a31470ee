import type { Interval, MeasuredTarget } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ReadArtifact } from '../kinds/read-artifact.js'

/** One measurement of one workload, as a leaderboard sets it beside others. */
export type LeaderboardRow = {
  readonly workload: string
  readonly entry: string
  readonly model: string | null
  readonly createdAt: string | null
  readonly outputThroughputTps: number | null
  readonly outputInterval: Interval | null
  readonly avgTtftMs: number | null
  readonly ttftInterval: Interval | null
  readonly p99TtftMs: number | null
  readonly avgTbtMs: number | null
  readonly requestThroughputRps: number | null
  readonly goodputRps: number | null
  readonly errorRate: number | null
  readonly simulated: boolean
  readonly flags: readonly string[]
  /** File that it stands in. */
  readonly source: string
}

/** The measurements of a result file; `null` for a kind that holds none to rank. */
export function leaderboardRows(input: ReadArtifact): LeaderboardRow[] | null {
  const { source } = input
  if (input.kind === 'summary') {
    const { value } = input
    return Object.entries(value.workloads).map(([workload, each]) => ({
      ...figures(each),
      workload,
      entry: entryName(value.target, source),
      model: value.model,
      createdAt: value.createdAt,
      simulated: value.simulated === true,
      flags: [...value.flags, ...each.flags],
      source,
    }))
  }
  if (input.kind === 'metrics') {
    const { value } = input
    return [
      {
        ...figures(value.metrics),
        workload: value.workload ?? 'workload',
        entry: entryName(value.target, source),
        model: value.model,
        createdAt: value.createdAt,
        simulated: value.simulated === true,
        flags: value.metrics.flags,
        source,
      },
    ]
  }
  if (input.kind !== 'e2e_perf') return null
  const { value } = input
  return value.rows.map((row) => ({
    workload: row.scenario,
    entry: [value.label, row.effectivePrecision ?? row.precision].filter(Boolean).join(' '),
    model: row.effectiveModel ?? row.model,
    createdAt: value.createdAt,
    outputThroughputTps: row.outputThroughputTps,
    outputInterval: row.intervals.output_throughput_tps ?? null,
    avgTtftMs: row.ttftMs,
    ttftInterval: row.intervals.ttft_ms ?? null,
    p99TtftMs: null,
    avgTbtMs: row.tbtMs,
    requestThroughputRps: row.requestThroughputRps,
    goodputRps: null,
    errorRate: errorRate(row.successfulRequests, row.failedRequests),
    simulated: row.simulated === true || value.simulate === true,
    flags: row.flags,
    source,
  }))
}

type Figures = Pick<
  LeaderboardRow,
  'outputThroughputTps' | 'avgTtftMs' | 'p99TtftMs' | 'avgTbtMs' | 'requestThroughputRps' | 'goodputRps' | 'errorRate'
> & { readonly intervals: Readonly<Record<string, Interval>> }

function figures(each: Figures) {
  return {
    outputThroughputTps: each.outputThroughputTps,
    outputInterval: each.intervals.output_throughput_tps ?? null,
    avgTtftMs: each.avgTtftMs,
    ttftInterval: each.intervals.avg_ttft_ms ?? null,
    p99TtftMs: each.p99TtftMs,
    avgTbtMs: each.avgTbtMs,
    requestThroughputRps: each.requestThroughputRps,
    goodputRps: each.goodputRps,
    errorRate: each.errorRate,
  }
}

function entryName(target: MeasuredTarget | null | undefined, source: string): string {
  return target?.label ?? source
}

function errorRate(ok: number | null, failed: number | null): number | null {
  if (ok === null || failed === null || ok + failed === 0) return null
  return failed / (ok + failed)
}
