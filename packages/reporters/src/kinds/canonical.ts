import { canonicalFile, type CanonicalResult } from '@sagellm-benchmark/protocol-types/canonical'
import { alertsOf } from '../document/flag-sentence.js'
import type { Cell, Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { formatNumber } from '../text/format-number.js'
import { defineArtifactKind } from './define-artifact-kind.js'

/** `*.canonical.json` of this program and of the later branches of the Python original. */
export const canonical = defineArtifactKind({
  name: 'canonical',
  description: '*.canonical.json',
  recognises: (json) => 'artifact_kind' in json && 'artifact_id' in json,
  // The original wrote relations as a list, or no tool into the producer.
  isOurs: ({ producer }) => (producer as { tool?: unknown } | undefined)?.tool === 'sagellm-benchmark',
  read: (json, source) => canonicalFile.parse(json, source),
  document: canonicalDocument,
})

const kindTitles: Readonly<Record<string, string>> = {
  execution_result: 'Result',
  comparison_result: 'Comparison',
  run_manifest: 'Run',
  validation_report: 'Validation',
  telemetry_capture: 'Telemetry',
}

function canonicalDocument(value: CanonicalResult): ReportDocument {
  const { engine, hardware, workload, model, provenance, validation } = value
  const facts: [string, string | null][] = [
    ['Kind', value.artifactKind],
    ['Engine', [engine.name, engine.version].filter(Boolean).join(' ') || null],
    ['Model', model.name ?? engine.model],
    ['Precision', model.precision ?? engine.precision],
    ['Hardware', hardware.chipModel ?? hardware.family],
    ['Workload', workload.workloadId ?? workload.name],
    ['Source', provenance.sourceMode ?? workload.mode],
    ['Endpoint', provenance.endpointUrl],
    ['Date', value.producedAt ?? provenance.capturedAt],
  ]
  const simulated = provenance.simulate === true || workload.simulate === true
  return {
    title: `${kindTitles[value.artifactKind] ?? 'Canonical result'} ${engine.name ?? ''}`.trim(),
    subtitle: value.artifactId,
    answer: answerOf(value),
    alerts: [
      ...alertsOf(value.producer.tool === 'sagellm-benchmark' ? [] : ['python_original'], []),
      ...(simulated ? ['SIMULATED: nothing was measured.'] : []),
      ...validation.reasonsAgainst.map((reason) => `It may not be published: ${reason}.`),
      ...validation.evidence.evidenceGaps.map((gap) => `Evidence that is missing: ${gap}.`),
    ],
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [metricsTable(value), ...rowsTable(value), evidenceTable(value)],
    environment: Object.entries(value.versions).flatMap(([label, text]): Fact[] =>
      text ? [{ label, value: text }] : [],
    ),
    reproduce: value.leaderboard?.reproducibleCmd ?? null,
    plots: [],
  }
}

function answerOf({ metrics, artifactKind }: CanonicalResult): string {
  const figures = [
    ['TTFT', metrics.ttftMs, 'ms'],
    ['TBT', metrics.tbtMs, 'ms'],
    ['output', metrics.outputThroughputTps ?? metrics.throughputTps, 'tok/s'],
  ] as const
  const known = figures.flatMap(([label, figure, unit]) =>
    figure === null ? [] : [`${label} ${formatNumber(figure)} ${unit}`],
  )
  return known.length > 0
    ? `${known.join(', ')}.`
    : `A ${artifactKind.replaceAll('_', ' ')} without figures of its own.`
}

/** Numbers of the metrics, whatever their names: the two versions of the file name them differently. */
function metricsTable({ metrics, measurements }: CanonicalResult): ReportTable {
  const { summary, rows: _, ...flat } = metrics
  const numbers = new Map<string, number>()
  for (const [name, figure] of Object.entries({ ...measurements.summary, ...summary, ...flat }))
    if (typeof figure === 'number')
      numbers.set(
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        figure,
      )
  return {
    title: 'Metrics',
    columns: [
      { key: 'metric', label: 'Metric', kind: 'text' },
      { key: 'value', label: 'Value', kind: 'number' },
    ],
    rows: [...numbers].map(([name, figure]) => [name, figure]),
  }
}

const rowColumns = [
  'scenario',
  'scenario_id',
  'batch_size',
  'ttft_ms',
  'tbt_ms',
  'throughput_tps',
  'output_throughput_tps',
]

function rowsTable({ metrics, measurements }: CanonicalResult): ReportTable[] {
  const rows = metrics.rows.length > 0 ? metrics.rows : measurements.rows
  const keys = rowColumns.filter((key) => rows.some((row) => row[key] !== undefined))
  if (keys.length === 0) return []
  const cell = (value: unknown): Cell => (typeof value === 'number' || typeof value === 'string' ? value : null)
  return [
    {
      title: 'Rows',
      columns: keys.map((key) => ({ key, label: key, kind: key.startsWith('scenario') ? 'text' : 'number' })),
      rows: rows.map((row) => keys.map((key) => cell(row[key]))),
    },
  ]
}

function evidenceTable({ validation, telemetry }: CanonicalResult): ReportTable {
  const said = (present: boolean, passed: boolean | null = null) =>
    present ? (passed === null ? 'present' : passed ? 'passed' : 'FAILED') : 'absent'
  return {
    title: 'Evidence',
    columns: [
      { key: 'evidence', label: 'Evidence', kind: 'text' },
      { key: 'found', label: 'Found', kind: 'text' },
    ],
    rows: [
      ['parity gate', said(validation.parity.present, validation.parity.passed)],
      ['runtime consistency', said(validation.runtimeConsistency.present, validation.runtimeConsistency.passed)],
      ['runtime info', said(telemetry.runtimeInfo.present)],
      ['decode steps', said(telemetry.coreDecode.present)],
      ['log probe', said(telemetry.logProbe.present)],
    ],
  }
}
