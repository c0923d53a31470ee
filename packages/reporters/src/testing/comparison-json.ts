import { someInterval } from './some-interval.js'

/** comparison.json with every verdict there is. */
export function comparisonJson(summary: object) {
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
      baseline: someInterval(100),
      candidate: someInterval(100 * ratio),
      ratio: someInterval(ratio, verdict === 'inconclusive' ? 0.2 : 0.02),
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
