import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ReportTable } from './report-document.js'

/** The parts of a request mix, a row a part; none where the load is no mix. */
export function partTables({ parts }: Pick<AggregatedMetrics, 'parts'>, title: string): ReportTable[] {
  if (parts.length === 0) return []
  return [
    {
      title,
      columns: [
        { key: 'part', label: 'Part', kind: 'text' },
        { key: 'requests', label: 'requests', kind: 'count' },
        { key: 'successful', label: 'ok', kind: 'count' },
        { key: 'failed', label: 'failed', kind: 'count' },
        { key: 'prompt_tokens', label: 'prompt', kind: 'number' },
        { key: 'output_tokens', label: 'output', kind: 'number' },
        { key: 'avg_ttft_ms', label: 'TTFT ms', kind: 'number' },
        { key: 'p99_ttft_ms', label: 'p99', kind: 'number' },
        { key: 'avg_tpot_ms', label: 'TPOT ms', kind: 'number' },
        { key: 'avg_e2el_ms', label: 'E2E ms', kind: 'number' },
        { key: 'p99_e2el_ms', label: 'p99', kind: 'number' },
      ],
      rows: parts.map((part) => [
        part.name,
        part.requests,
        part.successful,
        part.failed,
        part.promptTokens,
        part.outputTokens,
        part.avgTtftMs,
        part.p99TtftMs,
        part.avgTpotMs,
        part.avgE2elMs,
        part.p99E2elMs,
      ]),
    },
  ]
}
