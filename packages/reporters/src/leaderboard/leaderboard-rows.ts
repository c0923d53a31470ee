import { processorOf } from '@sagellm-benchmark/metrics/verdicts'
import type { MeasuredTarget, WorkloadSummary } from '@sagellm-benchmark/protocol-types/artifacts'
import { type FigureFieldIn, figuresIn, placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { loadText } from '@sagellm-benchmark/protocol-types/loads'
import { loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import type { ReadArtifact } from '../kinds/read-artifact.js'

/** What must agree for a throughput to be compared: `null` where the file does not say. Lengths are mean tokens. */
export type Conditions = {
  /** Kind and size of the load, in words. */
  readonly load: string | null
  /** Requests asked for in all; `null` also where a time ended the load. */
  readonly requests: number | null
  readonly model: string | null
  readonly promptAsked: number | null
  readonly promptReached: number | null
  readonly outputAsked: number | null
  readonly outputReached: number | null
}

/** One measurement of one workload, as a leaderboard sets it beside others. */
export type LeaderboardRow = {
  readonly workload: string
  readonly entry: string
  readonly model: string | null
  readonly createdAt: string | null
  /** What was asked of the engine, and what came of it: only rows that agree in this are ranked against each other. */
  readonly conditions: Conditions
  /** The figures of the tiles; null where the file does not have one. */
  readonly figures: Readonly<Record<FigureFieldIn<'tile'>, number | null>>
  /** By wire name of the figure. */
  readonly intervals: WorkloadSummary['intervals']
  readonly errorRate: number | null
  readonly simulated: boolean
  /** Processor and cores of the machine that measured it; `null`: the file does not say. */
  readonly machine: string | null
  readonly flags: readonly string[]
  /** File that it stands in. */
  readonly source: string
}

/** The measurements of a result file; `null` for a kind that holds none to rank. */
export function leaderboardRows(input: ReadArtifact, machine: string | null): LeaderboardRow[] | null {
  const { source } = input
  if (input.kind === 'summary') {
    const { value } = input
    return Object.entries(value.workloads).map(([workload, each]) => ({
      ...valuesOf(each),
      workload,
      entry: entryName(value.target, source),
      model: value.model,
      createdAt: value.createdAt,
      conditions: conditionsOf(value.model, each),
      simulated: value.simulated === true,
      machine,
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
        conditions: conditionsOf(value.model, { ...value, lengths: value.metrics.lengths }),
        simulated: value.simulated === true,
        machine,
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
    conditions: conditionsOfRow(row),
    ...valuesOfRow(row),
    errorRate: errorRate(row.successfulRequests, row.failedRequests),
    simulated: row.simulated === true || value.simulate === true,
    machine: processorOf(value) ?? machine,
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

type Asked = Pick<WorkloadSummary, 'load' | 'requestsAsked' | 'lengths'>

function conditionsOf(model: string | null, { load, requestsAsked, lengths }: Asked): Conditions {
  return {
    load: load && loadText(load),
    requests: requestsAsked,
    model,
    promptAsked: lengths?.promptAsked ?? null,
    promptReached: lengths?.promptRead ?? null,
    outputAsked: lengths?.outputAsked ?? null,
    outputReached: lengths?.outputReached ?? null,
  }
}

function conditionsOfRow(row: E2ePerfRow): Conditions {
  const { successfulRequests: ok, failedRequests: failed } = row
  return {
    load: loadLabel(row),
    requests: ok === null || failed === null ? null : ok + failed,
    model: row.effectiveModel ?? row.model,
    promptAsked: row.requestedPromptTokens,
    promptReached: row.promptTokens,
    outputAsked: row.requestedOutputTokens,
    outputReached: row.outputTokens,
  }
}

function entryName(target: MeasuredTarget | null | undefined, source: string): string {
  return target?.label ?? source
}

function errorRate(ok: number | null, failed: number | null): number | null {
  if (ok === null || failed === null || ok + failed === 0) return null
  return failed / (ok + failed)
}
