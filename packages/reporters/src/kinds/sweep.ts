import { interactivityOf, throughputOf } from '@sagellm-benchmark/metrics/sweeps'
import { type Estimate, type SweepFile, type SweepPoint, sweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import { alertsOf } from '../document/flag-sentence.js'
import { intervalCell } from '../document/interval-text.js'
import type { Cell, Column, IntervalCell, ReportDocument, ReportTable } from '../document/report-document.js'
import { runFacts, runSubtitle } from '../document/run-facts.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { sweepPlots } from './sweep-plots.js'

export const sweep = defineArtifactKind({
  name: 'sweep',
  description: 'sweep.json of sweep',
  recognises: (json) => json.kind === 'sweep',
  read: (json, source) => sweepFile.parse(json, source),
  document: sweepDocument,
})

function sweepDocument(value: SweepFile): ReportDocument {
  const subtitle = runSubtitle(value)
  return {
    title: 'Sweep',
    subtitle,
    answer: sweepAnswer(value),
    findings: value.knees.map(({ series, message }) => `${series === '' ? 'Knee' : `Knee of ${series}`}: ${message}.`),
    alerts: [...sweepAlerts(value), ...alertsOf(value.simulated ? ['simulated'] : [], value.notices)],
    facts: runFacts(value),
    tables: [pointTable(value), ...driftTable(value)],
    environment: [],
    reproduce: value.command,
    plots: sweepPlots(value, subtitle),
  }
}

function sweepAnswer({ points, frontier, drift }: SweepFile): string {
  const counted = points.flatMap((point) => {
    const speed = point.withheld.length === 0 && point.metrics ? throughputOf(point.metrics) : null
    return speed ? [{ point, speed }] : []
  })
  const [first, ...others] = counted
  if (!first) return `${plural(points.length, 'point')}, none of which counts.`
  const best = others.reduce((a, b) => (b.speed.value > a.speed.value ? b : a), first)
  const on = frontier.filter(({ standing }) => standing === 'frontier').length
  const claimed = drift.some(({ drifted }) => drifted) ? 'no frontier is claimed' : `${on} on the frontier`
  return `${plural(points.length, 'point')}, ${claimed}; highest output throughput ${formatNumber(best.speed.value)} tok/s (${settingsText(best.point)}).`
}

function sweepAlerts({ points, planned, drift }: SweepFile): string[] {
  const missing = planned - points.length
  const moved = drift.filter(({ drifted }) => drifted)
  const withheld = points.filter((point) => point.withheld.length > 0)
  const queued = points.filter(({ notStationary }) => notStationary)
  return [
    ...(missing > 0
      ? [`${plural(missing, 'point')} of ${planned} were not measured; --resume goes on with them.`]
      : []),
    ...(moved.length > 0
      ? [
          `THE TARGET DRIFTED: the same load, measured at several times, differed: ${moved.map(({ figure, ratio }) => `${figure} by a factor of ${ratio.toFixed(2)}`).join(', ')}. The points are of different times, so neither a frontier nor a knee is claimed.`,
        ]
      : []),
    ...withheld.map((point) => `${settingsText(point)} claims nothing: ${point.withheld.join('; ')}.`),
    ...queued.map((point) => `${settingsText(point)} is more than the server can carry: its queue only grew.`),
  ]
}

/** The settings of a point on one line. */
function settingsText({ settings, id }: Pick<SweepPoint, 'settings' | 'id'>): string {
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  return text.length === 0 ? id : text.join(', ')
}

type Spec = Column & { readonly of: (point: SweepPoint, sweep: SweepFile) => Cell }

const figures: readonly Spec[] = [
  { key: 'order', label: 'Measured', kind: 'count', of: ({ order }) => order + 1 },
  {
    key: 'request_throughput_rps',
    label: 'req/s',
    kind: 'number',
    of: ({ metrics }) => metrics?.requestThroughputRps ?? null,
  },
  {
    key: 'output_throughput_tps',
    label: 'tok/s',
    kind: 'number',
    of: ({ metrics }) => valueOf(metrics && throughputOf(metrics)),
  },
  {
    key: 'output_throughput_interval',
    label: '95 % CI',
    kind: 'interval',
    of: ({ metrics }) => cell(metrics && throughputOf(metrics)),
  },
  {
    key: 'output_throughput_per_gpu_tps',
    label: 'tok/s/GPU',
    kind: 'number',
    of({ metrics }, { gpus }) {
      const speed = metrics && throughputOf(metrics)
      return speed && gpus !== null ? speed.value / gpus : null
    },
  },
  {
    key: 'tps_per_user',
    label: 'tok/s/user',
    kind: 'number',
    of: ({ metrics }) => valueOf(metrics && interactivityOf(metrics)),
  },
  {
    key: 'tps_per_user_interval',
    label: '95 % CI',
    kind: 'interval',
    of: ({ metrics }) => cell(metrics && interactivityOf(metrics)),
  },
  { key: 'avg_ttft_ms', label: 'TTFT ms', kind: 'number', of: ({ metrics }) => metrics?.avgTtftMs ?? null },
  { key: 'p99_ttft_ms', label: 'p99 ms', kind: 'number', of: ({ metrics }) => metrics?.p99TtftMs ?? null },
  { key: 'avg_tbt_ms', label: 'TBT ms', kind: 'number', of: ({ metrics }) => metrics?.avgTbtMs ?? null },
  { key: 'error_rate', label: 'Errors', kind: 'share', of: ({ metrics }) => metrics?.errorRate ?? null },
  {
    key: 'standing',
    label: 'Frontier',
    kind: 'text',
    of: ({ id }, { frontier }) => frontier.find((each) => each.id === id)?.standing ?? null,
  },
  {
    key: 'note',
    label: 'Note',
    kind: 'text',
    of: ({ anchor, withheld, notStationary }) =>
      [anchor && 'anchor', withheld.length > 0 && 'withheld', notStationary && 'not stationary']
        .filter(Boolean)
        .join(', ') || null,
  },
]

function pointTable(value: SweepFile): ReportTable {
  const names = [...new Set(value.points.flatMap(({ settings }) => Object.keys(settings)))]
  const settings = names.map(
    (name): Spec => ({
      key: name.replaceAll('-', '_'),
      label: name,
      kind: kindOf(value.points.map((point) => point.settings[name])),
      of: (point) => (point.settings[name]?.valueOf() as string | number) ?? null,
    }),
  )
  const rows = sorted(value.points, names)
  const filled = [...settings, ...figures].filter((spec) => rows.some((point) => spec.of(point, value) !== null))
  return {
    title: 'Points',
    columns: filled,
    rows: rows.map((point) => filled.map((spec) => spec.of(point, value))),
    notes: [
      'Frontier: no other point is better in both tok/s and tok/s/user; near: one is, by less than the intervals tell; dominated: one is, by more.',
      'Measured: place in the random order. Intervals (95 %) of tok/s are over slices of the steady time, those of tok/s/user over requests.',
    ],
  }
}

function kindOf(values: readonly unknown[]): Column['kind'] {
  if (values.every((value) => Number.isInteger(value))) return 'count'
  return values.every((value) => typeof value === 'number') ? 'number' : 'text'
}

/** By their settings, whatever the order of measuring was. */
function sorted(points: readonly SweepPoint[], names: readonly string[]): SweepPoint[] {
  return [...points].sort((a, b) => {
    for (const name of names) {
      const [x, y] = [a.settings[name], b.settings[name]]
      const apart = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y))
      if (apart !== 0) return apart
    }
    return a.order - b.order
  })
}

function driftTable({ drift }: SweepFile): ReportTable[] {
  if (drift.length === 0) return []
  return [
    {
      title: 'The same load at several times',
      columns: [
        { key: 'figure', label: 'Figure', kind: 'text' },
        { key: 'ratio', label: 'Largest over smallest', kind: 'number' },
        { key: 'drifted', label: 'Drifted', kind: 'text' },
      ],
      rows: drift.map(({ figure, ratio, drifted }) => [figure, ratio, drifted ? 'yes' : 'not seen']),
    },
  ]
}

const valueOf = (estimate: Estimate | null): number | null => estimate?.value ?? null

function cell(estimate: Estimate | null): IntervalCell | null {
  return estimate && intervalCell({ ...estimate, n: 0, method: null })
}
