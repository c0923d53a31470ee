import { artifact, recordsOf } from './program.mjs'

/** The same fields as `wireFigures`, as the program wrote them: lengths from its records, all else from its summary. */
export function productFigures(folder) {
  const records = recordsOf(folder)
  const summary = Object.values(artifact(folder, 'benchmark_summary.json').workloads)[0]
  const lengths = new Set(records.map((record) => record.prompt_tokens))
  return {
    requests: records.length,
    failed: summary.failed_requests,
    promptTokens: lengths.size === 1 ? [...lengths][0] : null,
    outputTokens: summary.total_output_tokens,
    ttftMs: summary.p50_ttft_ms,
    tbtMs: summary.avg_tbt_ms,
    outputTps: summary.output_throughput_tps,
    heldBack: artifact(folder, 'custom_metrics.json').metrics.flags.includes('stream_held_back'),
  }
}

/** Requests of a comparison and how many of them failed, over all targets and loads. */
export function comparisonFigures(folder) {
  const { targets } = artifact(folder, 'comparison.json')
  const rows = targets.flatMap((target) => target.rows)
  return {
    requests: targets.reduce((sum, target) => sum + target.requests, 0),
    failed: rows.reduce((sum, row) => sum + row.failed_requests, 0),
  }
}
