import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { runFiles } from '../run/run-files.js'
import { someHeader, someMetrics } from './some-metrics.js'

const interval = (value: number, spread = 0.05): Interval => ({
  value,
  low: value * (1 - spread),
  high: value * (1 + spread),
  n: 5,
  method: 'rounds',
})

const row = (batchSize: number, scenario: string, fields: object = {}) => ({
  model: 'tiny',
  precision: 'fp32',
  scenario: `${scenario}_b${batchSize}`,
  batch_size: batchSize,
  ttft_ms: 20 * batchSize ** 0.6,
  tbt_ms: 5 + batchSize,
  throughput_tps: 90 - batchSize,
  latency_p50_ms: 700 + 20 * batchSize,
  latency_p95_ms: 800 + 25 * batchSize,
  latency_p99_ms: 900 + 30 * batchSize,
  memory_mb: null,
  mode: 'live',
  ...fields,
})

/** One JSON value of every artifact kind that this project writes, by kind. */
export function ourArtifacts(): Record<string, { source: string; json: unknown }> {
  const workloads = ['Q1', 'Q5'].map((name) => ({ name, metrics: someMetrics() }))
  const files = runFiles({ header: someHeader(), workloads }).files
  const json = (name: string) => JSON.parse(files.find((file) => file.name === name)?.text ?? 'null') as unknown
  const rows = [1, 2, 4, 8].flatMap((batch) => {
    const output = (70 * batch) / (1 + batch / 16)
    const more = { output_throughput_tps: output, intervals: { output_throughput_tps: interval(output) }, flags: [] }
    return [
      row(batch, 'short', more),
      row(batch, 'long', { ...more, requested_prompt_tokens: 2048, prompt_tokens: 512 }),
    ]
  })
  const summary = { total_rows: rows.length, avg_ttft_ms: 40, avg_tbt_ms: 8, avg_throughput_tps: 80 }
  return {
    summary: { source: 'benchmark_summary.json', json: json('benchmark_summary.json') },
    metrics: { source: 'Q1_metrics.json', json: json('Q1_metrics.json') },
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
  }
}

function operatorJson() {
  const operators: [string, string, number, number][] = [
    ['Linear', '4x128x768 -> 3072', 3.2, 2.9],
    ['RMSNorm', '4x128x4096', 4.1, 1.3],
    ['SiLU*Mul', '4x128x2048', 2.2, 0.9],
    ['Softmax', '4x12x128x128', 0.8, 0.82],
  ]
  return {
    schema_version: 1,
    kind: 'operator',
    device: 'cpu',
    iterations: 20,
    warmup: 5,
    comparisons: operators.map(([operator, shape, reference, fused]) => ({
      baseline_name: `${operator} reference`,
      optimized_name: `${operator} fused`,
      baseline_time_ms: reference,
      optimized_time_ms: fused,
      speedup: reference / fused,
      time_saved_ms: reference - fused,
      time_saved_pct: (1 - fused / reference) * 100,
      baseline_memory_mb: null,
      optimized_memory_mb: null,
      operator,
      shape,
      speedup_interval: interval(reference / fused, 0.08),
      equal: true,
    })),
    created_at: '2026-01-02T03:04:05Z',
    runtime: 'onnxruntime-node 1.24.3',
    peak_gflops: 88,
    peak_gb_per_s: 12,
    seed: 7,
  }
}

function comparisonJson(summary: object) {
  const verdicts = ([1, 4] as const).flatMap((batch) =>
    (
      [
        ['avg_ttft_ms', 0.8, 'better'],
        ['avg_tbt_ms', 1.01, 'equivalent'],
        ['output_throughput_tps', 0.93, 'worse'],
        ['p99_ttft_ms', 1.12, 'inconclusive'],
      ] as const
    ).map(([metric, ratio, verdict]) => ({
      target: 'after',
      metric,
      batch_size: batch,
      scenario: 'short',
      baseline: interval(100),
      candidate: interval(100 * ratio),
      ratio: interval(ratio, verdict === 'inconclusive' ? 0.2 : 0.02),
      verdict,
      margin_share: 0.03,
      ...(verdict === 'inconclusive' ? { rounds_needed: 40 } : {}),
    })),
  )
  const target = (label: string, delta: object | null) => ({
    ...summary,
    label,
    url: null,
    rows: [],
    delta_vs_baseline: delta,
  })
  return {
    schema_version: 1,
    kind: 'compare',
    model: 'tiny',
    batch_sizes: [1, 4],
    baseline: 'before',
    targets: [target('before', null), target('after', { ttft_ms: -8, tbt_ms: 0.1, throughput_tps: -6 })],
    verdicts,
    fairness: [{ subject: 'tokenizer', result: 'same', evidence: '32 prompt tokens on both sides' }],
    created_at: '2026-01-02T03:04:05Z',
    seed: 7,
    rounds: 10,
  }
}

function validationJson() {
  return {
    schema_version: 1,
    profile: 'convergence',
    baseline: 'before',
    model: 'tiny',
    batch_sizes: [1, 2, 4],
    targets: [
      { label: 'before', url: null, summary: { avg_ttft_ms: 40, avg_tbt_ms: 8 }, evidence_gaps: [] },
      { label: 'after', url: null, summary: { avg_ttft_ms: 30, avg_tbt_ms: 7 }, evidence_gaps: ['missing_log_probe'] },
    ],
    verdicts: [
      {
        target: 'after',
        claim: 'shared_stream_concurrent_batching',
        verdict: 'converged',
        metric_evidence: ['avg_tbt_ms -12 %'],
        path_evidence: ['server.log: 14 lines'],
      },
    ],
  }
}

/** Files as the Python original writes them: only its own fields. */
export const originalArtifacts: Record<string, { source: string; json: unknown }> = {
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
        row(1, 'short', { precision: 'fp16', mode: 'simulate' }),
        row(4, 'short', { precision: 'int8', mode: 'simulate' }),
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
