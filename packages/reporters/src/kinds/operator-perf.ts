import {
  type OperatorComparison,
  type OperatorPerfFile,
  operatorPerfFile,
} from '@sagellm-benchmark/protocol-types/performance'
import { alertsOf } from '../document/flag-sentence.js'
import { intervalCell } from '../document/interval-text.js'
import type { Column, Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { dateText, runSubtitle } from '../document/run-facts.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'

export const operatorPerf = defineArtifactKind({
  name: 'operator_perf',
  description: 'perf_results.json of perf --type operator',
  recognises: (json) => json.kind === 'operator',
  read: (json, source) => operatorPerfFile.parse(json, source),
  document: operatorDocument,
})

function operatorDocument(value: OperatorPerfFile): ReportDocument {
  const origin = value.schemaVersion === null ? ['python_original'] : []
  const facts: [string, string | null][] = [
    ['Device', value.device],
    ['Runtime', value.runtime],
    ['Machine', value.machine],
    ['Threads', value.threads === null ? null : String(value.threads)],
    ['Iterations', `${value.iterations} after ${value.warmup} warm-up`],
    ['Measured peak', peak(value)],
    ['Empty call', value.callOverheadMs === null ? null : `${formatNumber(value.callOverheadMs)} ms`],
    ['Date', value.createdAt && dateText(value.createdAt)],
  ]
  const subtitle = runSubtitle({ createdAt: value.createdAt, seed: value.seed, model: value.runtime })
  return {
    title: 'Operator benchmark',
    subtitle,
    answer: operatorAnswer(value),
    alerts: alertsOf([...origin, ...value.comparisons.flatMap((each) => each.flags)], value.notices),
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [operatorTable(value)],
    environment: [],
    reproduce: value.command,
    plots: [
      {
        plot: 'operator-speedup',
        title: `Speed-up of the fused form on ${value.device}`,
        subtitle,
        rows: value.comparisons.map((each) => ({
          operator: each.operator ?? each.optimizedName,
          shape: each.shape,
          speedup: each.speedup,
          low: each.speedupInterval?.low ?? null,
          high: each.speedupInterval?.high ?? null,
        })),
      },
    ],
  }
}

function operatorAnswer(value: OperatorPerfFile): string {
  const rows = value.comparisons
  const known = rows.flatMap((each) => (each.speedup === null ? [] : [{ ...each, speedup: each.speedup }]))
  const wrong = rows.filter((each) => each.equal === false)
  const equality = wrong.length > 0 ? ` NOT numerically equal: ${wrong.map(nameOf).join(', ')}.` : ''
  if (known.length === 0) return `No operator was measured.${equality}`
  const sorted = [...known].sort((a, b) => a.speedup - b.speedup)
  const text = (each: (typeof known)[number]) => `${formatNumber(each.speedup, 2)} × (${nameOf(each)})`
  const first = sorted[0] as (typeof known)[number]
  const last = sorted.at(-1) as (typeof known)[number]
  const scope = `${plural(known.length, 'operator')} on ${value.device}`
  const range = first === last ? text(first) : `from ${text(first)} to ${text(last)}`
  return `${scope}: speed-up ${range}.${certainty(known)}${equality}`
}

/** How many speed-ups are more than noise; nothing where no interval is known. */
function certainty(rows: readonly OperatorComparison[]): string {
  const intervals = rows.flatMap(({ speedupInterval }) =>
    speedupInterval && speedupInterval.low !== null && speedupInterval.high !== null
      ? [{ low: speedupInterval.low, high: speedupInterval.high }]
      : [],
  )
  if (intervals.length === 0) return ''
  const faster = intervals.filter(({ low }) => low > 1).length
  const slower = intervals.filter(({ high }) => high < 1).length
  const undecided = rows.length - faster - slower
  return ` By their intervals ${faster} are faster fused, ${slower} slower, ${undecided} undecided.`
}

function nameOf(each: OperatorComparison): string {
  return each.operator ?? each.optimizedName
}

function peak(value: OperatorPerfFile): string | null {
  const parts = [
    value.peakGflops === null ? null : `${formatNumber(value.peakGflops)} GFLOP/s`,
    value.peakGbPerS === null ? null : `${formatNumber(value.peakGbPerS)} GB/s`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : null
}

const columns: Column[] = [
  { key: 'operator', label: 'Operator', kind: 'text' },
  { key: 'shape', label: 'Shape', kind: 'text' },
  { key: 'baseline_name', label: 'Reference', kind: 'text' },
  { key: 'optimized_name', label: 'Fused', kind: 'text' },
  { key: 'baseline_time_ms', label: 'Reference ms', kind: 'number' },
  { key: 'optimized_time_ms', label: 'Fused ms', kind: 'number' },
  { key: 'speedup', label: 'Speed-up', kind: 'number' },
  { key: 'speedup_interval_95', label: '95 % CI', kind: 'interval' },
  { key: 'optimized_gflops', label: 'GFLOP/s', kind: 'number' },
  { key: 'optimized_gb_per_s', label: 'GB/s', kind: 'number' },
  { key: 'optimized_peak_share', label: 'Of peak', kind: 'share' },
  { key: 'optimized_bound', label: 'Bound by', kind: 'text' },
  { key: 'max_rel_difference', label: 'Difference', kind: 'text' },
  { key: 'equal', label: 'Equal', kind: 'text' },
]

function operatorTable(value: OperatorPerfFile): ReportTable {
  return {
    title: 'Operators',
    columns,
    rows: value.comparisons.map((each) => [
      each.operator ?? each.optimizedName,
      each.shape,
      each.baselineName,
      each.optimizedName,
      each.baselineTimeMs,
      each.optimizedTimeMs,
      each.speedup,
      intervalCell(each.speedupInterval),
      each.optimizedGflops,
      each.optimizedGbPerS,
      each.optimizedPeakShare,
      each.optimizedBound,
      each.maxRelDifference === null ? null : each.maxRelDifference.toExponential(1),
      each.equal === null ? null : each.equal ? 'yes' : 'NO',
    ]),
  }
}
