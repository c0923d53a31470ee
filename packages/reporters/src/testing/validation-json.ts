/** validation_summary.json with one claim. */
export function validationJson() {
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
