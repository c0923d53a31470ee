import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { alertsOf } from '../document/flag-sentence.js'
import { figureColumn } from '../document/format-figure.js'
import { intervalCell } from '../document/interval-text.js'
import type { Cell, Column, ReportDocument, ReportTable } from '../document/report-document.js'
import type { OwnReport, ReadArtifact } from '../kinds/read-artifact.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { type LeaderboardRow, leaderboardRows } from './leaderboard-rows.js'
import { type RankedRow, rankedFigure, rankedValue, rankRows } from './rank-rows.js'

/** Several results, ranked: what `renderReport` takes in place of one artifact. */
export type Leaderboard = {
  readonly kind: 'leaderboard'
  document(): ReportDocument
  readonly json: unknown
}

/** A result that may be ranked; one of a kind that a caller brought is refused by name. */
type Entry = ReadArtifact | (OwnReport & { readonly source: string })

/**
 * Ranks the workloads of several results by output throughput; entries that their intervals cannot tell apart share a rank.
 *
 * @throws BenchError `invalid_argument` for a result of a kind that has nothing to rank: comparisons, operators, validations.
 * @example await renderReport({ input: leaderboard([ours, theirs]), format: 'markdown' })
 */
export function leaderboard(inputs: readonly Entry[]): Leaderboard {
  const rows = inputs.flatMap((input) => {
    // A kind of a caller's own never has the name of one of ours, so it falls through to the error.
    const own = leaderboardRows(input as ReadArtifact)
    if (own) return own
    throw invalidArgument('input', `${input.source}, a ${input.kind},`, 'rank summaries, metrics or end-to-end results')
  })
  const ranked = rankRows(withOwnNames(rows))
  return {
    kind: 'leaderboard',
    document: () => leaderboardDocument(ranked),
    json: { kind: 'leaderboard', rows: ranked.map(wireRow) },
  }
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

function leaderboardDocument(rows: readonly RankedRow[]): ReportDocument {
  const flags = rows.flatMap((row) => row.flags).concat(rows.some((row) => row.simulated) ? ['simulated'] : [])
  return {
    title: 'Leaderboard',
    subtitle: '',
    answer: leaderboardAnswer(rows),
    alerts: alertsOf(flags, [
      'These results were measured apart, so drift between them is not controlled: for a verdict on two engines use compare.',
    ]),
    facts: [],
    tables: [leaderboardTable(rows)],
    environment: [],
    reproduce: null,
    plots: [],
  }
}

/** Who leads in each workload, or that nobody clearly does. */
function leaderboardAnswer(rows: readonly RankedRow[]): string {
  const workloads = [...new Set(rows.map((row) => row.workload))]
  if (workloads.length === 0) return 'There is nothing to rank.'
  const sentences = workloads.map((workload) => {
    const own = rows.filter((row) => row.workload === workload)
    const leaders = own.filter((row) => row.rank === 1)
    const [first] = leaders
    if (!first) return `${workload}: nothing measured to rank`
    if (own.filter((row) => row.rank !== null).length === 1) return `${workload}: only ${first.entry}`
    const speed = `${formatNumber(rankedValue(first).value)} tok/s`
    if (leaders.length === 1) return `${workload}: ${first.entry} leads with ${speed}`
    return `${workload}: ${plural(leaders.length, 'entry', 'entries')} share the lead (${leaders.map((row) => row.entry).join(', ')})`
  })
  return `${sentences.join('; ')}.`
}

type Spec = Column & { readonly of: (row: RankedRow) => Cell }

const specs: Spec[] = [
  { key: 'workload', label: 'Workload', kind: 'text', of: (row) => row.workload },
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
  const filled = specs.filter((spec) => rows.some((row) => spec.of(row) !== null))
  return {
    title: 'Leaderboard',
    columns: filled,
    rows: rows.map((row) => filled.map((spec) => spec.of(row))),
    notes: ['Ranked by output throughput; entries whose 95 % intervals overlap the leader of a rank share it.'],
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
