import type { Interval, MeasuredTarget, WorkloadSummary } from '@sagellm-benchmark/protocol-types/artifacts'
import { type FigureFieldIn, figuresIn, placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { ReadArtifact } from '../kinds/read-artifact.js'

/** One measurement of one workload, as a leaderboard sets it beside others. */
export type LeaderboardRow = {
  readonly workload: string
  readonly entry: string
  readonly model: string | null
  readonly createdAt: string | null
  /** The figures of the tiles; null where the file does not have one. */
  readonly figures: Readonly<Record<FigureFieldIn<'tile'>, number | null>>
  /** By wire name of the figure. */
  readonly intervals: Readonly<Record<string, Interval>>
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
      ...valuesOf(each),
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
        ...valuesOf(value.metrics),
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
    ...valuesOfRow(row),
    errorRate: errorRate(row.successfulRequests, row.failedRequests),
    simulated: row.simulated === true || value.simulate === true,
    flags: row.flags,
    source,
  }))
}

type Values = Pick<WorkloadSummary, FigureFieldIn<'tile'> | 'errorRate' | 'intervals'>

function valuesOf(each: Values): Pick<LeaderboardRow, 'figures' | 'intervals' | 'errorRate'> {
  return { figures: placedValues('tile', each), intervals: each.intervals, errorRate: each.errorRate }
}

/** A row holds one figure of a metric under the metric's own name. */
function valuesOfRow(row: E2ePerfRow): Pick<LeaderboardRow, 'figures' | 'intervals'> {
  const held = new Map(figuresIn('row').map((figure) => [figure.name as string, figure]))
  const intervals = [...held.values()].flatMap(({ name, metric }) => {
    const interval = row.intervals[metric.wire]
    return interval ? [[name, interval] as const] : []
  })
  return {
    figures: placedValues('tile', ({ name }) => {
      const figure = held.get(name)
      return figure ? row[figure.metricField] : null
    }),
    intervals: Object.fromEntries(intervals),
  }
}

function entryName(target: MeasuredTarget | null | undefined, source: string): string {
  return target?.label ?? source
}

function errorRate(ok: number | null, failed: number | null): number | null {
  if (ok === null || failed === null || ok + failed === 0) return null
  return failed / (ok + failed)
}
