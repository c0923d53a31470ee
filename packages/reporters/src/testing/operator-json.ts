import { someInterval } from './some-interval.js'

/** perf_results.json of four operators. */
export function operatorJson() {
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
      speedup_interval: someInterval(reference / fused, 0.08),
      equal: true,
    })),
    created_at: '2026-01-02T03:04:05Z',
    runtime: 'onnxruntime-node 1.24.3',
    peak_gflops: 88,
    peak_gb_per_s: 12,
    seed: 7,
  }
}
