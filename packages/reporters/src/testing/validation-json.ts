const target = {
  url: null,
  summary: { avg_ttft_ms: 30, avg_tbt_ms: 7, output_throughput_tps: 240, request_throughput_rps: 4 },
  evidence_gaps: ['surface_wrong_content', 'missing_endpoint_identity_probe'],
  gap_details: [
    { code: 'surface_wrong_content', source: 'info', message: 'after: /info answered with HTML instead of JSON' },
  ],
  log_probe: {
    label: 'after',
    log_file: 'server.log',
    shared_stream_markers: { pattern: 'SharedStreamBatchStart', hits: 14 },
    paged_path_markers: { pattern: 'native-ascend', hits: 0 },
    block_table_markers: { pattern: 'slot_mapping', hits: 0 },
  },
  server_checks: {
    latencies: [
      {
        latency: 'ttft',
        client_mean_ms: 30,
        server_mean_ms: 28,
        client_n: 40,
        server_n: 40,
        difference_ms: 2,
        verdict: 'agrees',
        message: 'within the allowed difference',
      },
    ],
    counts: [
      {
        quantity: 'requests',
        client: 40,
        server: null,
        surplus: null,
        verdict: 'unknown',
        message: 'the server has no count of requests',
      },
    ],
  },
}

const converged = {
  target: 'after',
  claim: 'shared_stream_concurrent_batching',
  verdict: 'converged',
  reason: 'output_throughput_tps at batch size 4 got better; the path was seen during the run: log 14 times.',
  metric_delta: 'better',
  path_seen: 'yes',
  path_seen_in_baseline: 'none',
  metric_evidence: [
    {
      metric: 'output_throughput_tps',
      batch_size: 4,
      scenario: 'short',
      role: 'decides',
      baseline: 120,
      candidate: 240,
      ratio: 2,
      low: 1.9,
      high: 2.1,
      verdict: 'better',
      reason: null,
    },
  ],
  path_evidence: [
    {
      kind: 'path',
      source: 'log',
      alternative: 'SharedStreamBatchStart',
      count: 14,
      note: null,
      example: {
        file: 'server.log',
        line: 12,
        alternative: 'SharedStreamBatchStart',
        text: 'SharedStreamBatchStart 4',
      },
    },
  ],
  gaps: [],
}

const insufficient = {
  target: 'after',
  claim: 'paged_or_native_path_usage',
  verdict: 'insufficient_evidence',
  reason: 'nothing was compared; what could show the path was not all read.',
  metric_delta: 'inconclusive',
  path_seen: 'missing_probes',
  path_seen_in_baseline: 'missing_probes',
  metric_evidence: [],
  path_evidence: [],
  gaps: ['missing_metric_comparison', 'surface_wrong_content'],
}

/** `validation_summary.json` with a claim that converged and one whose probes are missing. */
export function validationJson() {
  return {
    schema_version: 1,
    profile: 'convergence',
    baseline: 'before',
    model: 'tiny',
    batch_sizes: [1, 2, 4],
    rounds: 20,
    seed: 7,
    flags: ['simulated'],
    validation_checks: {
      shared_stream_concurrent_batching: 'requests released together share decode steps',
      paged_or_native_path_usage: 'attention runs on paged memory or a native kernel',
    },
    targets: [
      { label: 'before', url: null, summary: { avg_ttft_ms: 40, avg_tbt_ms: 8 }, evidence_gaps: [] },
      { label: 'after', ...target },
    ],
    verdicts: [converged, insufficient],
  }
}
