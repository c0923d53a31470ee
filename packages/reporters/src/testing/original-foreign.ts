const figures = {
  total_batches: 1,
  warmup_rounds: 1,
  total_requests: 2,
  successful_requests: 2,
  failed_requests: 0,
  avg_latency_ms: 25.5,
  avg_prompt_tokens: 16,
  avg_completion_tokens: 6,
  throughput_rps: 40,
}

/** comparison.json of the Python original's nonstream-compare. */
export const nonstreamComparisonJson = {
  kind: 'nonstream_compare',
  model: 'M',
  prompt: 'Hello',
  batch_sizes: [1],
  baseline: 'a',
  targets: [
    {
      label: 'a',
      url: 'http://a/v1',
      ...figures,
      delta_vs_baseline: { avg_latency_ms: 3, throughput_rps: -1, avg_completion_tokens: 0 },
    },
  ],
}

/** `<label>.json` of it. */
export const nonstreamTargetJson = {
  kind: 'nonstream_compare_target',
  model: 'M',
  prompt: 'Hello',
  max_tokens: 8,
  label: 'a',
  url: 'http://a/v1',
  summary: figures,
  warmups: [{ ok: true }],
  batches: [
    {
      batch_size: 2,
      round_index: 1,
      request_count: 2,
      success_count: 2,
      error_count: 0,
      wall_time_ms: 50,
      avg_request_latency_ms: 25.5,
      throughput_rps: 40,
      completion_tokens: 12,
      requests: [{ ok: true, elapsed_ms: 25 }],
    },
  ],
}

/** As the newest version of the Python original writes it: relations are a list, and most parts are empty. */
export const canonicalJson = {
  schema_version: 'canonical-benchmark-result/v2',
  artifact_kind: 'execution_result',
  artifact_id: '11111111-1111-1111-1111-111111111111',
  producer: { name: 'sagellm-benchmark', command: 'compare' },
  provenance: { captured_at: '2026-03-14T12:00:00+00:00', endpoint_url: 'http://127.0.0.1:8901/v1' },
  hardware: { family: 'cuda', vendor: 'NVIDIA', chip_model: 'A100', chip_count: 1, node_count: 1 },
  engine: { name: 'sagellm', version: '0.6.0.0', precision: 'FP16', model: 'M' },
  model: { name: 'M' },
  versions: { benchmark: '0.6.0.0', vllm: null },
  workload: { name: 'vllm_random', mode: 'live-compare', batch_sizes: [1, 2] },
  metrics: { ttft_ms: 10.5, tbt_ms: 2, throughput_tps: 120, p95_itl_ms: 2.3, spec_accept_rate: null },
  measurements: { summary: { total_rows: 1 }, rows: [{ scenario: 'vllm_random_b1', batch_size: 1, ttft_ms: 10.5 }] },
  telemetry: {},
  validation: {},
  artifacts: {},
  relations: [],
}

/** An entry as the successor's site has it: no sagellm_version, figures that are not known. */
export const successorEntryJson = {
  entry_id: 'f9e8d7c6-b5a4-3210-fedc-ba9876543210',
  engine: 'vllm-hust',
  engine_version: 'v0.20.1rc0-464-g51621c35bc',
  config_type: 'single_gpu',
  hardware: { vendor: 'Huawei', chip_model: '910B2', chip_count: 1, interconnect: 'unknown', memory_per_chip_gb: 64 },
  model: {
    canonical_id: 'hf:Q/M',
    repo_id: 'Q/M',
    short_name: 'M',
    display_name: 'M',
    name: 'Q/M',
    parameters: '14B',
    precision: 'FP16',
    quantization: null,
  },
  workload: {
    name: 'random-latency',
    input_length: 1024,
    output_length: 128,
    batch_size: 8,
    concurrent_requests: null,
    dataset: null,
  },
  metrics: { ttft_ms: 12450.16, tbt_ms: null, throughput_tps: null, peak_mem_mb: 0, error_rate: null },
  constraints: {
    scenario_source: 'vllm-benchmark',
    accountable_scope: {
      domestic_chip_class: 'Ascend-class',
      representative_model_band: '7B-13B',
      representative_business_scenario: 'latency-slo',
      baseline_engine: '',
      owner_confirmed: null,
      notes: null,
    },
    metrics: { long_context_length: null, long_context_ttft_p99_stable: false, long_context_ttft_p99_ms: 26176.5 },
  },
  cluster: null,
  versions: { protocol: 'N/A', backend: 'N/A', core: 'N/A', benchmark: '0.1.0' },
  environment: { os: 'Linux', python_version: '3.11.15', pytorch_version: null },
  metadata: {
    submitted_at: '2026-06-03T17:24:54Z',
    submitter: 's',
    data_source: 'd',
    verified: null,
    runtime_provenance: { python: null },
  },
  same_spec: { spec_id: 'x', resolved_spec_hash: 'abc' },
}
