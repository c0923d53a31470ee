import {
  type OriginalNonstreamComparison,
  originalNonstreamComparisonFile,
  type OriginalNonstreamTarget,
  originalNonstreamTargetFile,
} from '@sagellm-benchmark/protocol-types/original'
import { alertsOf } from '../document/flag-sentence.js'
import type { Column, ReportDocument } from '../document/report-document.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'

const notes = [
  'Answers came whole, so nothing is known of first tokens; all requests had one prompt, which a prefix cache answers from memory.',
]

const empty = { subtitle: '', environment: [], reproduce: null, plots: [] } as const

const figureColumns: Column[] = [
  { key: 'successful_requests', label: 'Succeeded', kind: 'count' },
  { key: 'failed_requests', label: 'Failed', kind: 'count' },
  { key: 'avg_latency_ms', label: 'Latency ms', kind: 'number' },
  { key: 'throughput_rps', label: 'Requests/s', kind: 'number' },
  { key: 'avg_completion_tokens', label: 'Output tokens', kind: 'number' },
]

/** Several targets of the Python original's nonstream-compare. */
export const nonstreamComparison = defineArtifactKind({
  name: 'nonstream_comparison',
  description: "comparison.json of the Python original's nonstream-compare",
  recognises: (json) => json.kind === 'nonstream_compare',
  read: (json, source) => originalNonstreamComparisonFile.parse(json, source),
  document: (value: OriginalNonstreamComparison): ReportDocument => ({
    ...empty,
    title: 'Comparison of whole answers',
    answer: `${plural(value.targets.length, 'target')} stand side by side; without intervals there is no verdict on which is faster.`,
    alerts: [...alertsOf(['python_original'], []), ...notes],
    facts: [
      { label: 'Model', value: value.model },
      ...(value.baseline === null ? [] : [{ label: 'Baseline', value: value.baseline }]),
      { label: 'Batch sizes', value: value.batchSizes.join(', ') },
    ],
    tables: [
      {
        title: 'Targets',
        columns: [
          { key: 'target', label: 'Target', kind: 'text' },
          ...figureColumns,
          { key: 'delta_latency_ms', label: 'Latency ms to baseline', kind: 'number' },
          { key: 'delta_throughput_rps', label: 'Requests/s to baseline', kind: 'number' },
        ],
        rows: value.targets.map((each) => [
          each.label,
          each.successfulRequests,
          each.failedRequests,
          each.avgLatencyMs,
          each.throughputRps,
          each.avgCompletionTokens,
          each.deltaVsBaseline['avg_latency_ms'] ?? null,
          each.deltaVsBaseline['throughput_rps'] ?? null,
        ]),
      },
    ],
  }),
})

/** One target of it. */
export const nonstreamTarget = defineArtifactKind({
  name: 'nonstream_target',
  description: "<label>.json of the Python original's nonstream-compare",
  recognises: (json) => json.kind === 'nonstream_compare_target',
  read: (json, source) => originalNonstreamTargetFile.parse(json, source),
  document: (value: OriginalNonstreamTarget): ReportDocument => ({
    ...empty,
    title: `Whole answers of ${value.label}`,
    answer: targetAnswer(value),
    alerts: [...alertsOf(['python_original'], []), ...notes],
    facts: [
      { label: 'Model', value: value.model },
      ...(value.url === null ? [] : [{ label: 'Endpoint', value: value.url }]),
      ...(value.prompt === null ? [] : [{ label: 'Prompt', value: value.prompt }]),
      { label: 'Max tokens', value: String(value.maxTokens ?? 'not known') },
    ],
    tables: [
      {
        title: 'Batches',
        columns: [
          { key: 'batch_size', label: 'Batch size', kind: 'count' },
          { key: 'round', label: 'Round', kind: 'count' },
          ...figureColumns,
          { key: 'wall_time_ms', label: 'Wall time ms', kind: 'number' },
        ],
        rows: value.batches.map((each) => [
          each.batchSize,
          each.roundIndex,
          each.successCount,
          each.errorCount,
          each.avgRequestLatencyMs,
          each.throughputRps,
          each.completionTokens,
          each.wallTimeMs,
        ]),
      },
    ],
  }),
})

function targetAnswer({ summary, label }: OriginalNonstreamTarget): string {
  const { successfulRequests, totalRequests, avgLatencyMs, throughputRps } = summary
  if (!successfulRequests) return `${label}: no request succeeded, so there is no result.`
  const figures = [
    `${successfulRequests} of ${totalRequests ?? successfulRequests} requests succeeded`,
    ...(avgLatencyMs === null ? [] : [`mean latency ${formatNumber(avgLatencyMs)} ms`]),
    ...(throughputRps === null ? [] : [`${formatNumber(throughputRps)} requests a second`]),
  ]
  return `${label}: ${figures.join(', ')}.`
}
