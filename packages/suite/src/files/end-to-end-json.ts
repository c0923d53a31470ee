import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type CanonicalResult, canonicalFile } from '@sagellm-benchmark/protocol-types/canonical'

/**
 * What a canonical result with rows says, as the JSON of an end-to-end file, so that it is compared like one. Anything that is no canonical
 * result is handed back as it is.
 *
 * @param source - the file's name, for errors.
 * @throws BenchError `corrupt_data` for a canonical file that is not valid, or has no rows.
 */
export function endToEndJson(json: unknown, source: string): unknown {
  const isCanonical = typeof json === 'object' && json !== null && 'artifact_kind' in json && 'artifact_id' in json
  if (!isCanonical) return json
  const result = canonicalFile.parse(json, source)
  const rows = result.metrics.rows.length > 0 ? result.metrics.rows : result.measurements.rows
  if (result.artifactKind !== 'execution_result' || rows.length === 0)
    throw new BenchError('corrupt_data', `${source} is a canonical ${result.artifactKind} without rows of scenarios`, {
      hint: 'give the <label>.canonical.json of one target of a comparison, or its <label>.json',
    })
  return ofResult(result, rows)
}

function ofResult(result: CanonicalResult, rows: readonly Record<string, unknown>[]): unknown {
  const { engine, metrics, model, producer, provenance } = result
  const name = model.name ?? engine.model ?? 'unknown'
  const precision = model.precision ?? engine.precision ?? 'unknown'
  const batches = rows.flatMap(({ batch_size: size }) => (typeof size === 'number' ? [size] : []))
  return {
    ...(producer.tool === 'sagellm-benchmark' ? { schema_version: 1 } : {}),
    kind: 'e2e',
    simulate: provenance.simulate,
    mode: provenance.sourceMode ?? 'live-compare',
    ...(provenance.tags[0] || engine.name ? { label: provenance.tags[0] || engine.name } : {}),
    url: provenance.endpointUrl,
    models: [name],
    precisions: [precision],
    batch_sizes: [...new Set(batches)],
    summary: {
      total_rows: rows.length,
      avg_ttft_ms: metrics.ttftMs,
      avg_tbt_ms: metrics.tbtMs,
      avg_throughput_tps: metrics.throughputTps,
      output_throughput_tps: metrics.outputThroughputTps,
      request_throughput_rps: metrics.requestThroughputRps,
    },
    rows: rows.map((row) => ({ model: name, precision, mode: 'live', ...unknownFigures, ...row })),
    created_at: result.producedAt ?? provenance.capturedAt,
    tool_version: producer.toolVersion,
    command: producer.command,
  }
}

/** What a row of the original may lack. */
const unknownFigures = { latency_p50_ms: null, latency_p95_ms: null, latency_p99_ms: null, memory_mb: null }
