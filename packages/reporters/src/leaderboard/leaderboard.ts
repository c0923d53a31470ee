import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { figureColumn } from '../document/format-figure.js'
import { intervalCell } from '../document/interval-text.js'
import type { Cell, Column, ReportDocument, ReportTable } from '../document/report-document.js'
import type { OwnReport, ReadArtifact } from '../kinds/read-artifact.js'
import { entryAlerts, machineAlerts, sameMeasurementAlerts } from './entry-alerts.js'
import { groupAlike } from './group-alike.js'
import { type LeaderboardRow, leaderboardRows } from './leaderboard-rows.js'
import { leaderboardAnswer } from './leaderboard-answer.js'
import { type RankedRow, rankedFigure, rankedValue, rankRows } from './rank-rows.js'

/** Several results, ranked: what `renderReport` takes in place of one artifact. */
export type Leaderboard = {
  readonly kind: 'leaderboard'
  document(): ReportDocument
  readonly json: unknown
}

/** A result that may be ranked; one of a kind that a caller brought is refused by name. */
type Entry = (ReadArtifact | (OwnReport & { readonly source: string })) & {
  /** Processor and cores of the machine that measured it, where they are known from beside the file. @default what the file says */
  readonly machine?: string | null
}

/**
 * Ranks the workloads of several results by output throughput; entries that their intervals cannot tell apart share a
 * rank, and those without an interval have none. Only entries
 * whose load, lengths and model agree are ranked against each other: else a workload has several groups, and the report says why. Another
 * machine is named, and parts nothing: where an endpoint is measured it need not be the engine's.
 *
 * @throws BenchError `invalid_argument` for a result of a kind that has nothing to rank: comparisons, operators, validations; for one given twice.
 * @example await renderReport({ input: leaderboard([ours, theirs]), format: 'markdown' })
 */
export function leaderboard(inputs: readonly Entry[]): Leaderboard {
  refuseTwice(inputs.map(({ source }) => source))
  const rows = inputs.flatMap((input) => {
    // A kind of a caller's own never has the name of one of ours, so it falls through to the error.
    const own = leaderboardRows(input as ReadArtifact, input.machine ?? null)
    if (own) return own
    throw invalidArgument('input', `${input.source}, a ${input.kind},`, 'rank summaries, metrics or end-to-end results')
  })
  const { rows: grouped, reasons } = groupAlike(withOwnNames(rows))
  const ranked = rankRows(grouped)
  return {
    kind: 'leaderboard',
    document: () => leaderboardDocument(ranked, reasons),
    json: { kind: 'leaderboard', not_alike: reasons, rows: ranked.map(wireRow) },
  }
}

function refuseTwice(sources: readonly string[]): void {
  const twice = sources.find((source, at) => sources.indexOf(source) < at)
  if (twice !== undefined) throw invalidArgument('input', twice, 'it was given twice: give each result once')
}

/** Two entries of one name in a workload are named by their files. */
function withOwnNames(rows: readonly LeaderboardRow[]): LeaderboardRow[] {
  const names = new Set<string>()
  const twice = rows.some((row) => {
    const key = JSON.stringify([row.workload, row.entry, row.model])
    return names.size === names.add(key).size
  })
  return rows.map((row) => (twice ? { ...row, entry: `${row.entry} (${row.source})` } : row))
}

function leaderboardDocument(rows: readonly RankedRow[], reasons: readonly string[]): ReportDocument {
  return {
    title: 'Leaderboard',
    subtitle: '',
    answer: leaderboardAnswer(rows),
    alerts: [
      ...entryAlerts(rows),
      ...sameMeasurementAlerts(rows),
      ...machineAlerts(rows),
      ...reasons,
      'These results were measured apart, so drift between them is not controlled: for a verdict on two engines use compare.',
    ],
    facts: [],
    tables: [leaderboardTable(rows)],
    environment: [],
    reproduce: null,
    plots: [],
  }
}

type Spec = Column & { readonly of: (row: RankedRow) => Cell }

const specs: Spec[] = [
  { key: 'workload', label: 'Workload', kind: 'text', of: (row) => row.workload },
  { key: 'group', label: 'Group', kind: 'count', of: (row) => row.group },
  { key: 'rank', label: 'Rank', kind: 'count', of: (row) => row.rank },
  { key: 'entry', label: 'Entry', kind: 'text', of: (row) => row.entry },
  { key: 'model', label: 'Model', kind: 'text', of: (row) => row.model },
  { ...figureColumn(rankedFigure), of: (row) => rankedValue(row).value },
  {
    key: 'output_interval_95',
    label: '95 % CI',
    kind: 'interval',
    of: (row) => intervalCell(rankedValue(row).interval),
  },
  ...figuresIn('tile')
    .filter(({ name }) => name !== rankedFigure.name)
    .map((figure): Spec => ({ ...figureColumn(figure), of: (row) => row.figures[figure.field] })),
  { key: 'error_rate', label: 'Errors', kind: 'share', of: (row) => row.errorRate },
  { key: 'date', label: 'Date', kind: 'text', of: (row) => row.createdAt?.slice(0, 10) ?? null },
  { key: 'simulated', label: 'Mode', kind: 'text', of: (row) => (row.simulated ? 'SIMULATED' : null) },
]

function leaderboardTable(rows: readonly RankedRow[]): ReportTable {
  const filled = specs.filter((spec) => spec.key === 'rank' || rows.some((row) => spec.of(row) !== null))
  return {
    title: 'Leaderboard',
    columns: filled,
    rows: rows.map((row) => filled.map((spec) => spec.of(row))),
    notes: [
      'Ranked by output throughput; entries whose 95 % intervals overlap the leader of a rank share it, and one without an interval has none.',
    ],
  }
}

function wireRow(row: RankedRow): Record<string, unknown> {
  return {
    ...Object.fromEntries(specs.map((spec) => [spec.key, spec.of(row)])),
    output_interval_95: rankedValue(row).interval,
    ttft_interval_95: row.intervals.avg_ttft_ms ?? null,
    simulated: row.simulated,
    flags: row.flags,
    source: row.source,
  }
}
