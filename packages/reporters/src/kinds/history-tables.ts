import { type HistoryFile, type HistorySeries } from '@sagellm-benchmark/protocol-types/history'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { Cell, Column, ReportTable } from '../document/report-document.js'
import { formatShare } from '../text/format-number.js'

/** What tells a series from the others, on one line. */
export function seriesName({ workload, model, hardware, engine, metric }: HistorySeries): string {
  const label = figureNamed(metric)?.label ?? metric
  return [label, [engine, model, workload, hardware].filter(Boolean).join(' · ')]
    .filter((part) => part !== '')
    .join(' of ')
}

type Spec = Column & { readonly of: (series: HistorySeries) => Cell }

const columns: readonly Spec[] = [
  { key: 'engine', label: 'Engine', kind: 'text', of: ({ engine }) => engine },
  { key: 'model', label: 'Model', kind: 'text', of: ({ model }) => model },
  { key: 'workload', label: 'Workload', kind: 'text', of: ({ workload }) => workload },
  { key: 'hardware', label: 'Hardware', kind: 'text', of: ({ hardware }) => hardware },
  { key: 'tool', label: 'Measured by', kind: 'text', of: ({ tool }) => tool },
  { key: 'metric', label: 'Figure', kind: 'text', of: ({ metric }) => figureNamed(metric)?.heading ?? metric },
  { key: 'runs', label: 'Runs', kind: 'count', of: ({ points }) => points.length },
  { key: 'latest', label: 'Latest', kind: 'number', of: ({ points }) => points.at(-1)?.value ?? null },
  { key: 'noise', label: 'Noise', kind: 'share', of: ({ judgement }) => judgement.noise },
  {
    key: 'verdict',
    label: 'Verdict',
    kind: 'text',
    of: ({ judgement: { verdict } }) => (verdict === 'too_short' ? 'too short' : verdict),
  },
  { key: 'adjusted_p', label: 'p', kind: 'text', of: ({ judgement }) => pText(judgement.adjustedP) },
  { key: 'rounds', label: 'Rounds to settle', kind: 'count', of: ({ retest }) => retest?.rounds ?? null },
  { key: 'fails', label: 'Gate', kind: 'text', of: ({ fails }) => (fails ? 'fails' : null) },
]

/** All series, their changes, and what was passed over. */
export function historyTables(value: HistoryFile): ReportTable[] {
  return [seriesTable(value), ...changesTable(value), ...passedOverTable(value)]
}

function seriesTable({ series }: HistoryFile): ReportTable {
  const filled = columns.filter((spec) => series.some((each) => spec.of(each) !== null))
  return {
    title: 'Series',
    columns: filled,
    rows: series.map((each) => filled.map((spec) => spec.of(each))),
    notes: [
      'Noise: standard deviation from run to run (CV), after changes. p: chance of a change like this by noise alone, corrected for the number of series.',
      'Rounds to settle: interleaved rounds of old and new that decide it in 8 of 10 comparisons, if a round is as noisy as a run.',
    ],
  }
}

function changesTable({ series }: HistoryFile): ReportTable[] {
  const rows = series.flatMap((each) =>
    each.judgement.changes.map(({ at, earliest, latest, ratio, low, high, direction, beyondMargin }): Cell[] => [
      seriesName(each),
      at + 1,
      each.points[at]?.measuredAt?.slice(0, 10) ?? null,
      earliest === latest ? null : `${earliest + 1} to ${latest + 1}`,
      changeText(ratio),
      low === null || high === null ? null : `${changeText(low)} to ${changeText(high)}`,
      `${direction ?? 'changed'}${beyondMargin ? '' : ', within the margin'}`,
      besideText(each, { earliest, latest }),
    ]),
  )
  if (rows.length === 0) return []
  return [
    {
      title: 'Jumps',
      columns: [
        { key: 'series', label: 'Series', kind: 'text' },
        { key: 'run', label: 'Run', kind: 'count' },
        { key: 'date', label: 'Date', kind: 'text' },
        { key: 'may_be_at', label: 'May be at', kind: 'text' },
        { key: 'change', label: 'Change', kind: 'text' },
        { key: 'interval', label: '95 % CI', kind: 'text' },
        { key: 'direction', label: 'Side', kind: 'text' },
        { key: 'environment', label: 'Changed there', kind: 'text' },
      ],
      rows,
    },
  ]
}

const MOST_BESIDE = 5

function besideText(
  { environmentChanges }: HistorySeries,
  { earliest, latest }: { readonly earliest: number; readonly latest: number },
): string | null {
  const beside = environmentChanges.filter(({ at }) => at >= earliest && at <= latest)
  const told = beside.slice(0, MOST_BESIDE).map(({ name, before, after }) => `${name}: ${before} to ${after}`)
  if (beside.length > MOST_BESIDE) told.push(`${beside.length - MOST_BESIDE} more`)
  return told.length === 0 ? null : told.join('; ')
}

function passedOverTable({ passedOver, passedOverCount }: HistoryFile): ReportTable[] {
  if (passedOver.length === 0) return []
  return [
    {
      title: 'Passed over',
      columns: [
        { key: 'source', label: 'File', kind: 'text' },
        { key: 'reason', label: 'Why', kind: 'text' },
      ],
      rows: passedOver.map(({ source, reason }) => [source, reason]),
      ...(passedOverCount > passedOver.length ? { notes: [`The first of ${passedOverCount}.`] } : {}),
    },
  ]
}

function changeText(ratio: number): string {
  return `${ratio < 1 ? '-' : '+'}${formatShare(Math.abs(ratio - 1))}`
}

function pText(p: number | null): string | null {
  if (p === null) return null
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4)
}
