import type { ValidationFile } from '@sagellm-benchmark/protocol-types/validation'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { ReportTable } from '../document/report-document.js'
import { claimName } from './validation-claims.js'

/** The claims on one page, the seed's result fields by target, the server's own numbers, and the gaps by name. */
export function validationTables(value: ValidationFile): ReportTable[] {
  const tables = [claimTable(value), fieldTable(value), serverTable(value), gapTable(value)]
  return tables.filter(({ rows }) => rows.length > 0)
}

function claimTable(value: ValidationFile): ReportTable {
  return {
    title: 'Claims',
    columns: [
      { key: 'target', label: 'Target', kind: 'text' },
      { key: 'claim', label: 'Claim', kind: 'text' },
      { key: 'metric_delta', label: 'Metrics', kind: 'text' },
      { key: 'path_seen', label: 'Path seen', kind: 'text' },
      { key: 'verdict', label: 'Verdict', kind: 'text' },
    ],
    rows: value.verdicts.map((each) => [
      each.target,
      claimName(each.claim),
      each.metricDelta,
      each.pathSeen,
      each.verdict,
    ]),
    notes: ['A claim converges only where the metrics got better and the path was seen during the run.'],
  }
}

function fieldTable(value: ValidationFile): ReportTable {
  return {
    title: 'Result fields',
    columns: [
      { key: 'label', label: 'Target', kind: 'text' },
      ...figuresIn('row').map(({ name }) => ({ key: name, label: name, kind: 'number' as const })),
      { key: 'shared_stream_markers_hits', label: 'shared_stream_markers.hits', kind: 'count' },
      { key: 'paged_path_markers_hits', label: 'paged_path_markers.hits', kind: 'count' },
      { key: 'block_table_markers_hits', label: 'block_table_markers.hits', kind: 'count' },
    ],
    rows: value.targets.map(({ label, summary, logProbe }) => [
      label === value.baseline ? `${label} (baseline)` : label,
      ...figuresIn('row').map(({ field }) => summary[field]),
      logProbe?.sharedStreamMarkers.hits ?? null,
      logProbe?.pagedPathMarkers.hits ?? null,
      logProbe?.blockTableMarkers.hits ?? null,
    ]),
    notes: [
      'Figures are means over scenarios and batch sizes; the claims are judged on each by itself.',
      'Hits are matching log lines of the run, whatever they prove; the claims above say what they prove.',
    ],
  }
}

function serverTable(value: ValidationFile): ReportTable {
  return {
    title: 'The server’s own numbers',
    columns: [
      { key: 'label', label: 'Target', kind: 'text' },
      { key: 'quantity', label: 'Quantity', kind: 'text' },
      { key: 'client', label: 'Client', kind: 'number' },
      { key: 'server', label: 'Server', kind: 'number' },
      { key: 'verdict', label: 'Verdict', kind: 'text' },
      { key: 'message', label: 'Why', kind: 'text' },
    ],
    decimalsBy: 'row',
    rows: value.targets.flatMap(({ label, serverChecks }) => [
      ...(serverChecks?.latencies ?? []).map((each) => [
        label,
        `mean ${each.latency}, ms`,
        each.clientMeanMs,
        each.serverMeanMs,
        each.verdict,
        each.message,
      ]),
      ...(serverChecks?.counts ?? []).map((each) => [
        label,
        each.quantity,
        each.client,
        each.server,
        each.verdict,
        each.message,
      ]),
    ]),
  }
}

function gapTable(value: ValidationFile): ReportTable {
  return {
    title: 'Evidence gaps',
    columns: [
      { key: 'label', label: 'Target', kind: 'text' },
      { key: 'gap', label: 'Gap', kind: 'text' },
      { key: 'source', label: 'Where', kind: 'text' },
      { key: 'message', label: 'What happened', kind: 'text' },
    ],
    rows: value.targets.flatMap(({ label, evidenceGaps, gapDetails }) => {
      const detailed = gapDetails.map(({ code, source, message }) => [label, code, source, message])
      const named = new Set<string>(gapDetails.map(({ code }) => code))
      return [...detailed, ...evidenceGaps.filter((gap) => !named.has(gap)).map((gap) => [label, gap, null, null])]
    }),
  }
}
