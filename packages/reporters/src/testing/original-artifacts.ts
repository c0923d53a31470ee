import { originalConsistencyJson } from './consistency-json.js'
import { e2eRow } from './e2e-row.js'
import { canonicalJson, nonstreamComparisonJson, nonstreamTargetJson, successorEntryJson } from './original-foreign.js'
import { originalRegressionJson } from './regression-json.js'

/** Files as the Python original writes them: only its own fields. */
export const originalArtifacts: Record<string, { source: string; json: unknown }> = {
  leaderboard_entries: { source: 'leaderboard_single.json', json: [successorEntryJson] },
  canonical: { source: 'sagellm.canonical.json', json: canonicalJson },
  runtime_consistency: { source: 'sagellm_runtime_consistency.json', json: originalConsistencyJson },
  nonstream_comparison: { source: 'comparison.json', json: nonstreamComparisonJson },
  nonstream_target: { source: 'a.json', json: nonstreamTargetJson },
  regression: { source: 'perf_comparison_summary.json', json: originalRegressionJson() },
  summary: {
    source: 'benchmark_summary.json',
    json: {
      workloads: {
        Q1: {
          total_requests: 5,
          successful_requests: 5,
          failed_requests: 0,
          avg_ttft_ms: 12.5,
          avg_throughput_tps: 80,
          error_rate: 0,
        },
      },
      overall: { total_workloads: 1, total_requests: 5, successful_requests: 5, failed_requests: 0 },
    },
  },
  metrics: {
    source: 'out/Q1_metrics.json',
    json: {
      metrics: {
        avg_ttft_ms: 12.5,
        p50_ttft_ms: 12,
        total_requests: 5,
        successful_requests: 5,
        failed_requests: 0,
        error_rate: 0,
        peak_mem_mb: 0,
      },
    },
  },
  operator_perf: {
    source: 'perf_results.json',
    json: {
      kind: 'operator',
      device: 'cpu',
      iterations: 20,
      warmup: 5,
      comparisons: [
        {
          baseline_name: 'LayerNorm',
          optimized_name: 'RMSNorm',
          baseline_time_ms: 2,
          optimized_time_ms: 1,
          speedup: 2,
          time_saved_ms: 1,
          time_saved_pct: 50,
          baseline_memory_mb: 0,
          optimized_memory_mb: 0,
        },
      ],
    },
  },
  e2e_perf: {
    source: 'perf_results.json',
    json: {
      kind: 'e2e',
      simulate: true,
      models: ['Qwen/Qwen2-7B-Instruct'],
      batch_sizes: [1, 4],
      precisions: ['fp16', 'int8'],
      summary: { total_rows: 2, avg_ttft_ms: 50, avg_tbt_ms: 10, avg_throughput_tps: 100 },
      rows: [
        e2eRow(1, 'short', { precision: 'fp16', mode: 'simulate' }),
        e2eRow(4, 'short', { precision: 'int8', mode: 'simulate' }),
      ],
    },
  },
  comparison: {
    source: 'comparison.json',
    json: {
      kind: 'compare',
      model: 'm',
      batch_sizes: [1],
      baseline: 'a',
      targets: [
        { label: 'a', url: 'http://127.0.0.1:1/v1', rows: [], avg_ttft_ms: 1, avg_tbt_ms: 2, avg_throughput_tps: 3 },
        {
          label: 'b',
          url: 'http://127.0.0.1:2/v1',
          rows: [],
          avg_ttft_ms: 2,
          avg_tbt_ms: 2,
          avg_throughput_tps: 3,
          delta_vs_baseline: { ttft_ms: 1, tbt_ms: 0, throughput_tps: 0 },
        },
      ],
    },
  },
  validation: {
    source: 'validation_summary.json',
    json: {
      profile: 'convergence',
      baseline: 'before',
      model: 'm',
      batch_sizes: [1],
      result_fields: [],
      targets: [
        {
          label: 'before',
          url: 'http://127.0.0.1:1/v1',
          summary: { avg_ttft_ms: 1 },
          evidence_gaps: ['missing_log_probe'],
        },
      ],
    },
  },
}
