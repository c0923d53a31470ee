import { type Figure, figureNamed, figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { ReadArtifact } from '../kinds/read-artifact.js'
import { leaderboardRows } from '../leaderboard/leaderboard-rows.js'
import type { DashboardColumn, DashboardRow } from './dashboard-payload.js'
import { workloadOf } from '../entries/entry-key.js'

/** The last column of a latency: what the original sorts by as latency_p99_ms. */
const lastLatency = figureNamed('p99_e2el_ms') as Figure

/** The columns of every table of the page. */
export const dashboardColumns: readonly DashboardColumn[] = [
  ...figuresIn('tile').filter(({ name }) => (name as string) !== lastLatency.name),
  lastLatency,
].map(({ name, heading, metric }) => ({
  name,
  label: heading,
  better: metric.better === 'lower' ? 'lower' : 'higher',
}))

/** The measurements of a result file; empty for a kind that has none to show, such as a validation. */
export function dashboardRows(input: ReadArtifact): DashboardRow[] {
  if (input.kind === 'leaderboard_entries') return input.value.map((entry) => ofEntry(entry, input.source))
  const rows = leaderboardRows(input, null) ?? []
  return rows.map((row, at) => ({
    scenario: row.workload,
    entry: row.entry,
    model: row.model,
    at: row.createdAt,
    figures: {
      ...Object.fromEntries(figuresIn('tile').map(({ name, field }) => [name, row.figures[field]])),
      [lastLatency.name]: lastLatencyOf(input, row.workload, at),
    },
    errorRate: row.errorRate,
    simulated: row.simulated,
    flags: row.flags,
    source: row.source,
  }))
}

/** Rows of a summary are its workloads, those of an end-to-end file its rows in their order. */
function lastLatencyOf(input: ReadArtifact, workload: string, at: number): number | null {
  if (input.kind === 'summary') return input.value.workloads[workload]?.p99E2elMs ?? null
  if (input.kind === 'metrics') return input.value.metrics.p99E2elMs
  return input.kind === 'e2e_perf' ? (input.value.rows[at]?.latencyP99Ms ?? null) : null
}

type Entry = Extract<ReadArtifact, { readonly kind: 'leaderboard_entries' }>['value'][number]

function ofEntry(entry: Entry, source: string): DashboardRow {
  const { metrics, metadata } = entry
  const known: Readonly<Record<string, number | null | undefined>> = {
    avg_ttft_ms: metrics.ttftMs,
    avg_tbt_ms: metrics.tbtMs,
    avg_throughput_tps: metrics.throughputTps,
    output_throughput_tps: metrics.outputThroughputTps,
  }
  return {
    scenario: workloadOf(entry),
    entry: [entry.engine ?? metadata.engine ?? 'sagellm', entry.engineVersion ?? entry.sagellmVersion]
      .filter(Boolean)
      .join(' '),
    model: entry.model.name,
    at: metadata.submittedAt,
    figures: Object.fromEntries(dashboardColumns.map(({ name }) => [name, known[name] ?? null])),
    errorRate: metrics.errorRate,
    simulated: metadata.evidence?.flags.includes('simulated') ?? false,
    flags: metadata.evidence?.flags ?? [],
    source,
  }
}
