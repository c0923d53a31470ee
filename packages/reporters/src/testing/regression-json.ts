const metric = (baseline: number, current: number, more: Record<string, unknown> = {}) => ({
  baseline,
  current,
  regression_pct: ((current - baseline) / baseline) * 100,
  status: 'acceptable',
  direction: 'lower',
  expected_change: false,
  ...more,
})

/** A regression summary as the Python original writes it. */
export function originalRegressionJson(): Record<string, unknown> {
  return {
    overall_status: 'critical',
    warning_threshold_pct: 5,
    critical_threshold_pct: 10,
    metrics: { avg_ttft_ms: metric(50, 56, { status: 'critical' }), avg_tbt_ms: metric(10, 10.2) },
  }
}

/** The same as this project writes it: with intervals, rows and the origin of both sides. */
export function regressionJson(): Record<string, unknown> {
  const side = {
    machine: 'test machine, 2 cores',
    machine_id: 'm1',
    tool_version: '0.1.0',
    created_at: '2026-01-02T03:04:05Z',
  }
  const metrics = {
    avg_ttft_ms: metric(50, 56, { status: 'critical', low_pct: 8, high_pct: 16 }),
    avg_tbt_ms: metric(10, 10.8, {
      status: 'within_noise',
      low_pct: -2,
      high_pct: 18,
      reason: 'the noise of both sides is so large that no change would fit the data too',
    }),
  }
  return {
    ...originalRegressionJson(),
    schema_version: 1,
    metrics,
    rows: [{ model: 'tiny', precision: 'fp32', scenario: 'short_b1', batch_size: 1, metrics }],
    baseline: side,
    current: side,
    same_machine: true,
    flags: [],
    notices: [],
  }
}
