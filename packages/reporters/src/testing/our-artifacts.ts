import { runFiles } from '../run/run-files.js'
import { capacityJson } from './capacity-json.js'
import { comparisonJson } from './comparison-json.js'
import { consistencyJson } from './consistency-json.js'
import { e2eRow } from './e2e-row.js'
import { historyJson } from './history-json.js'
import { operatorJson } from './operator-json.js'
import { regressionJson } from './regression-json.js'
import { someInterval } from './some-interval.js'
import { someHeader, someMetrics } from './some-metrics.js'
import { readinessJson } from './readiness-json.js'
import { sweepJson } from './sweep-json.js'
import { validationJson } from './validation-json.js'

/** One JSON value of every artifact kind that this project writes, by kind. */
export function ourArtifacts(): Record<string, { source: string; json: unknown }> {
  const workloads = ['Q1', 'Q5'].map((name) => ({ name, metrics: someMetrics() }))
  const files = runFiles({ header: someHeader(), workloads }).files
  const json = (name: string) => JSON.parse(files.find((file) => file.name === name)?.text ?? 'null') as unknown
  const rows = [1, 2, 4, 8].flatMap((batch) => {
    const output = (70 * batch) / (1 + batch / 16)
    const more = {
      output_throughput_tps: output,
      intervals: { output_throughput_tps: someInterval(output) },
      flags: [],
    }
    return [
      e2eRow(batch, 'short', more),
      e2eRow(batch, 'long', { ...more, requested_prompt_tokens: 2048, prompt_tokens: 512 }),
    ]
  })
  const summary = { total_rows: rows.length, avg_ttft_ms: 40, avg_tbt_ms: 8, avg_throughput_tps: 80 }
  return {
    summary: { source: 'benchmark_summary.json', json: json('benchmark_summary.json') },
    metrics: { source: 'Q1_metrics.json', json: json('Q1_metrics.json') },
    leaderboard_entries: { source: 'Q1_leaderboard.json', json: json('Q1_leaderboard.json') },
    canonical: { source: 'Q1.canonical.json', json: json('Q1.canonical.json') },
    runtime_consistency: { source: 'a_runtime_consistency.json', json: consistencyJson },
    operator_perf: { source: 'perf_results.json', json: operatorJson() },
    e2e_perf: {
      source: 'perf_results.json',
      json: {
        schema_version: 1,
        kind: 'e2e',
        simulate: false,
        models: ['tiny'],
        batch_sizes: [1, 2, 4, 8],
        precisions: ['fp32'],
        summary,
        rows,
      },
    },
    comparison: { source: 'comparison.json', json: comparisonJson(summary) },
    validation: { source: 'validation_summary.json', json: validationJson() },
    capacity: { source: 'capacity.json', json: capacityJson() },
    sweep: { source: 'sweep.json', json: sweepJson() },
    readiness: { source: 'readiness.json', json: readinessJson() },
    history: { source: 'history.json', json: historyJson() },
    regression: { source: 'perf_comparison_summary.json', json: regressionJson() },
  }
}
