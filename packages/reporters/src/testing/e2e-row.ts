/** A row of an end-to-end measurement, as JSON. */
export const e2eRow = (batchSize: number, scenario: string, fields: object = {}) => ({
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
