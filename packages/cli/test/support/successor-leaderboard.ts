/**
 * A `leaderboard_single.json` as the successor's site publishes it: 112 entries of 100 keys, made by the facts that are known of that file. Every
 * oddity that such a file has is in several of them: no `sagellm_version`, ids without the bits of an RFC, "N/A" and development versions,
 * nulls among the figures, empty claims, small letters of a precision, chips in the name of a scenario, and fields that nobody here knows.
 */
export function successorLeaderboard(): Record<string, unknown>[] {
  const keys = scenarios.flatMap((scenario) => engines.map((engine) => ({ scenario, engine })))
  const entries = keys.map((each, at) => entryOf(each, { at, submittedAt: `2026-06-0${1 + (at % 9)}T17:24:54Z` }))
  // Submitted before, by the same runs: what stands in the file twice is not two results.
  const before = keys
    .slice(0, 12)
    .map((each, at) => entryOf(each, { at: 120 + at, submittedAt: '2026-05-01T00:00:00Z' }))
  return [...entries, ...before]
}

const kinds = [
  'sharegpt',
  'random',
  'prefix-repetition',
  'instructcoder',
  'visionarena',
  'agent-research',
  'kv-pressure',
]
const scenarios = [
  ...kinds.map((kind) => `${kind}-online`),
  ...['logprobs-online', 'spec-decode-online', 'sharegpt-throughput', 'sonnet-throughput', 'random-latency'],
  ...kinds.map((kind) => `${kind}-online-2chip`),
  ...kinds.slice(0, 6).map((kind) => `${kind}-online-4chip`),
]
const engines = [
  { engine: 'vllm-hust', version: 'v0.20.1rc0-464-g51621c35bc' },
  { engine: 'vllm-hust', version: '0.20.1.dev3+gabc1234' },
  { engine: 'vllm-ascend', version: 'N/A' },
  { engine: 'vllm', version: '0.18.0' },
] as const

type Of = { readonly scenario: string; readonly engine: (typeof engines)[number] }
type Made = { readonly at: number; readonly submittedAt: string }

function entryOf({ scenario, engine: { engine, version } }: Of, { at, submittedAt }: Made): Record<string, unknown> {
  const chips = Number(/(\d)chip$/.exec(scenario)?.[1] ?? 1)
  const every = (n: number) => at % n === 0
  const large = every(3)
  return {
    entry_id: `${hex(at, 8)}-b5a4-3210-fedc-ba98765432${hex(at, 2)}`,
    engine,
    engine_version: version,
    config_type: chips > 1 ? 'multi_gpu' : 'single_gpu',
    hardware: {
      vendor: 'Huawei',
      chip_model: '910B2',
      chip_count: chips,
      interconnect: every(4) ? 'unknown' : 'HCCS',
      ...(every(5) ? {} : { chips_per_node: chips, memory_per_chip_gb: 64, total_memory_gb: 64 * chips }),
    },
    model: modelOf(large),
    workload: {
      name: scenario,
      input_length: 1024,
      output_length: 128,
      batch_size: every(2) ? 8 : null,
      concurrent_requests: null,
      dataset: every(3) ? null : 'sharegpt',
      input_token_distribution: every(4) ? null : distribution(1024),
      output_token_distribution: every(4) ? null : distribution(128),
      cohort_setting_signature: every(6) ? null : 'c0ffee',
      arrival_transform: every(6) ? null : { time_scale: 1, max_interarrival_s: null },
    },
    metrics: {
      ttft_ms: every(7) ? null : 100 + at,
      tbt_ms: every(5) ? null : 20.5,
      tpot_ms: every(5) ? null : 21,
      throughput_tps: 50 + at,
      peak_mem_mb: every(2) ? null : 0,
      error_rate: every(3) ? null : 0,
      prefix_hit_rate: null,
      kv_used_tokens: null,
      spec_accept_rate: null,
    },
    constraints: constraintsOf(every(8)),
    cluster: null,
    versions: { protocol: 'N/A', backend: 'N/A', core: 'N/A', benchmark: '0.1.0', control_plane: null },
    environment: { os: 'Linux', python_version: '3.11.15', pytorch_version: null, cann_version: '8.5.0' },
    kv_cache_config: every(9) ? null : { enabled: true, eviction_policy: null, budget_tokens: null },
    metadata: {
      submitted_at: submittedAt,
      submitter: 'somebody',
      data_source: 'vllm-hust-benchmark',
      verified: every(2) ? null : false,
      release_date: null,
      github_user: every(4) ? null : 'somebody',
      github_pr_number: every(4) ? null : at,
      github_pr_url: null,
      runtime_provenance: { python: null, packages: [] },
    },
    same_spec: every(10)
      ? null
      : { spec_id: scenario, resolved_spec_hash: hex(scenario.length, 8), resolved_server_parameters: {} },
    trend: { schema: 'leaderboard_trend_v1', points: [] },
  }
}

function modelOf(large: boolean) {
  const name = large ? 'Qwen/Qwen2.5-14B-Instruct' : 'Qwen/Qwen2.5-7B-Instruct'
  const [, short] = name.split('/')
  return {
    ...{ canonical_id: `hf:${name}`, repo_id: name, short_name: short, display_name: short, name },
    ...{ parameters: large ? '14B' : '7B', precision: large ? 'BF16' : 'fp16', quantization: null },
  }
}

function constraintsOf(claimed: boolean) {
  return {
    scenario_source: 'vllm-benchmark',
    accountable_scope: {
      domestic_chip_class: 'Ascend-class',
      representative_model_band: '7B-13B',
      representative_business_scenario: 'latency-slo',
      baseline_engine: '',
      owner_confirmed: claimed ? true : null,
      notes: null,
    },
    metrics: {
      single_chip_effective_utilization_pct: claimed ? 61.5 : null,
      typical_throughput_ratio_vs_baseline: null,
      long_context_length: null,
      long_context_ttft_p99_stable: false,
      long_context_ttft_p99_ms: 26176.5,
      multi_tenant_high_utilization: null,
    },
  }
}

const distribution = (length: number) => ({
  ...{ count: 64, min: length, p50: length, p95: length + 1, p99: length + 1, max: length + 2, total: 64 * length },
})

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
