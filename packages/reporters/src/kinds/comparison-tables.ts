import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { figureColumn } from '../document/format-figure.js'
import { intervalCell } from '../document/interval-text.js'
import type { Column, ReportTable } from '../document/report-document.js'
import { type Counted, serverTables } from '../document/server-table.js'
import { formatShare } from '../text/format-number.js'
import { sharedObjections } from './comparison-sentences.js'
import { verdictText } from './comparison-sketch.js'
import { reachedTables } from './reached-loads.js'

/** The tables of a comparison: verdicts where there are any, targets side by side, loads, fairness findings. */
export function comparisonTables(value: ComparisonFile): ReportTable[] {
  return [
    ...(value.verdicts.length > 0 ? [verdictTable(value)] : []),
    value.verdicts.length > 0 ? addressTable(value) : targetTable(value),
    ...reachedTables(value),
    ...serverTables(value.targets.map(countedOf), 'Target'),
    ...(value.fairness.length > 0 ? [fairnessTable(value)] : []),
  ]
}

function countedOf({ label: of, avgTtftMs: ttftMs, serverCounters }: ComparisonFile['targets'][number]): Counted {
  return { of, ttftMs, serverCounters }
}

const verdictColumns: Column[] = [
  { key: 'target', label: 'Target', kind: 'text' },
  { key: 'metric', label: 'Metric', kind: 'text' },
  { key: 'scenario', label: 'Scenario', kind: 'text' },
  { key: 'batch_size', label: 'Batch', kind: 'count' },
  { key: 'load', label: 'Load', kind: 'text' },
  { key: 'baseline_value', label: 'Baseline value', kind: 'number' },
  { key: 'candidate_value', label: 'Target value', kind: 'number' },
  { key: 'ratio', label: 'Ratio', kind: 'number' },
  { key: 'ratio_interval_95', label: '95 % CI', kind: 'interval' },
  { key: 'verdict', label: 'Verdict', kind: 'text' },
  { key: 'smallest_detectable_share', label: 'Smallest findable', kind: 'text' },
  { key: 'adjusted_p', label: 'Adjusted p', kind: 'text' },
  { key: 'rounds_needed', label: 'Rounds to decide', kind: 'count' },
  { key: 'reason', label: 'Why', kind: 'text' },
]

function verdictTable(value: ComparisonFile): ReportTable {
  const saidAbove = new Set(sharedObjections(value).flatMap(({ of }) => of))
  const rows = value.verdicts.map((each) => [
    each.target,
    each.metric,
    each.scenario,
    each.batchSize,
    each.load,
    each.baseline.value,
    each.candidate.value,
    each.ratio.value,
    intervalCell(each.ratio, { decimals: 3 }),
    verdictText(each),
    findable(each.smallestDetectableShare),
    pText(each.adjustedP),
    each.roundsNeeded,
    saidAbove.has(each) ? null : each.reason,
  ])
  const kept = verdictColumns.flatMap((_, at) => (rows.some((row) => row[at] !== null) ? [at] : []))
  return {
    title: 'Verdicts',
    columns: kept.map((at) => verdictColumns[at] as Column),
    rows: rows.map((row) => kept.map((at) => row[at] ?? null)),
    notes: [
      'Smallest findable: the smallest difference that this much data finds in 8 of 10 comparisons. Adjusted p: the p-value corrected for the number of verdicts of this comparison (Holm).',
      ...(value.verdicts.some(isOfFewRounds) ? [fewRounds] : []),
    ],
  }
}

const fewRounds =
  'With fewer than 24 rounds it can hardly be seen whether a round resembles the one before it; where it does, these intervals are too narrow.'

function isOfFewRounds({ ratio }: ComparisonFile['verdicts'][number]): boolean {
  return ratio.method === 'rounds' && ratio.n < 24
}

/** Above 100 % the number is not useful any more. */
function findable(share: number | null): string | null {
  if (share === null) return null
  return share > 1 ? 'over 100 %' : formatShare(share)
}

function pText(p: number | null): string | null {
  if (p === null) return null
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}

/** Who was compared. Means over scenarios and loads would be second values of what the verdicts hold cell by cell. */
function addressTable({ targets, baseline }: ComparisonFile): ReportTable {
  return {
    title: 'Targets',
    columns: [
      { key: 'label', label: 'Target', kind: 'text' },
      { key: 'url', label: 'URL', kind: 'text' },
      { key: 'requests', label: 'Requests', kind: 'count' },
      { key: 'error_rate', label: 'Failed', kind: 'share' },
    ],
    rows: targets.map((each) => [
      each.label === baseline ? `${each.label} (baseline)` : each.label,
      each.url,
      each.requests,
      each.errorRate,
    ]),
    notes: [],
  }
}

/** Without verdicts: the means that a file of the Python original holds. */
function targetTable(value: ComparisonFile): ReportTable {
  return {
    title: 'Targets',
    columns: [
      { key: 'label', label: 'Target', kind: 'text' },
      { key: 'url', label: 'URL', kind: 'text' },
      ...figuresIn('row').map(figureColumn),
      ...figuresIn('row').map(({ heading, metric }) => ({
        key: `delta_${metric.wire}`,
        label: `Δ ${heading}`,
        kind: 'number' as const,
      })),
    ],
    rows: value.targets.map((each) => [
      each.label === value.baseline ? `${each.label} (baseline)` : each.label,
      each.url,
      ...figuresIn('row').map(({ field }) => each[field]),
      ...figuresIn('row').map(({ metric }) => each.deltaVsBaseline?.[metric.wire] ?? null),
    ]),
    notes: [
      `A delta is the value of the target minus that of ${value.baseline}, averaged over the scenarios in which both have one.`,
      ...value.targets.flatMap(leftOut),
      ...(value.flags.includes('averaged_over_scenarios')
        ? ['Each value is the mean over all scenarios and loads, as the original gave it; the verdicts are not.']
        : []),
    ],
  }
}

/** A mean over some of the scenarios says so. */
function leftOut({ label, rows }: ComparisonFile['targets'][number]): string[] {
  const counts = figuresIn('row').flatMap(({ heading, metricField }) => {
    const without = rows.filter((row) => row[metricField] === null).length
    return without > 0 ? [`${heading} ${without}`] : []
  })
  return counts.length === 0
    ? []
    : [`Scenarios of ${label} without a value, which are in no mean (of ${rows.length}): ${counts.join(', ')}.`]
}

function fairnessTable(value: ComparisonFile): ReportTable {
  return {
    title: 'Fairness',
    columns: [
      { key: 'subject', label: 'Condition', kind: 'text' },
      { key: 'result', label: 'Result', kind: 'text' },
      { key: 'evidence', label: 'Evidence', kind: 'text' },
    ],
    rows: value.fairness.map((each) => [each.subject, each.result.replaceAll('_', ' '), each.evidence]),
  }
}
