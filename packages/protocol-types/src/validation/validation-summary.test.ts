import { describe, expect, test } from 'vitest'
import { validationFile } from './validation-file.js'
import { type ValidationSummary, validationSummaryFile } from './validation-summary.js'

const group = {
  pattern: 'a|b',
  hits: 0,
  evidenceHits: 0,
  fallbackHits: 0,
  deniedHits: 0,
  alternatives: [],
  examples: [],
}
const groups = { sharedStreamMarkers: group, pagedPathMarkers: group, blockTableMarkers: group }

const summary: ValidationSummary = {
  schemaVersion: 1,
  profile: 'convergence',
  baseline: 'before',
  model: 'm',
  batchSizes: [1, 2, 4],
  resultFields: ['avg_ttft_ms'],
  validationChecks: {
    shared_stream_concurrent_batching: 'a',
    paged_or_native_path_usage: 'b',
    formal_block_table_usage: 'c',
  },
  targets: [
    {
      label: 'after',
      url: 'http://127.0.0.1:8902/v1',
      summary: {
        avgTtftMs: 1,
        avgTbtMs: null,
        avgThroughputTps: 2,
        outputThroughputTps: 3,
        requestThroughputRps: 4,
        total_rows: 6,
      },
      deltaVsBaseline: { ttft_ms: -1 },
      serverChecks: null,
      probeCoverage: { info: true, models: false, metrics: true, logProbe: true },
      runtimeSurfaceMarkers: groups,
      claims: [
        {
          claim: 'formal_block_table_usage',
          evidence: 'yes',
          rule: 'r',
          items: [{ kind: 'path', source: 'log', alternative: 'a', count: 1, examples: [], note: null }],
          gaps: [],
        },
      ],
      evidenceGaps: ['runtime_surface_marker_hits_zero'],
      gapDetails: [{ code: 'runtime_surface_marker_hits_zero', source: 'after', message: 'm' }],
      artifacts: {
        targetJson: 'after.json',
        targetMarkdown: 'after.md',
        infoJson: 'after_info.json',
        modelsJson: null,
        metricsProm: 'after_metrics.prom',
        logProbeJson: null,
        infoBeforeJson: null,
        metricsBeforeProm: null,
        snapshotBeforeJson: 'probes/after_before.json',
        snapshotAfterJson: 'probes/after_after.json',
        serverTelemetryJson: null,
        resourcesJson: null,
      },
      logProbe: null,
    },
  ],
  verdicts: [
    {
      target: 'after',
      claim: 'formal_block_table_usage',
      verdict: 'converged',
      reason: 'r',
      metricDelta: 'better',
      pathSeen: 'yes',
      pathSeenInBaseline: 'none',
      metricEvidence: [
        {
          metric: 'avg_tbt_ms',
          batchSize: 2,
          load: null,
          scenario: null,
          role: 'decides',
          baseline: 10,
          candidate: 8,
          ratio: 0.8,
          low: 0.7,
          high: 0.9,
          verdict: 'better',
          reason: null,
        },
      ],
      pathEvidence: [{ kind: 'path', source: 'log', alternative: 'a', count: 1, note: null, example: null }],
      gaps: [],
    },
  ],
  createdAt: null,
  seed: 0,
  rounds: 10,
  notices: [],
  flags: [],
  command: null,
}

describe('validation_summary.json', () => {
  const json = JSON.parse(JSON.stringify(validationSummaryFile.serialize(summary)))

  test('has the field names of the original', () => {
    expect(json).toMatchObject({ profile: 'convergence', batch_sizes: [1, 2, 4], result_fields: ['avg_ttft_ms'] })
    expect(Object.keys(json.validation_checks)).toContain('shared_stream_concurrent_batching')
    expect(json.targets[0]).toMatchObject({
      summary: { avg_ttft_ms: 1, output_throughput_tps: 3, total_rows: 6 },
      delta_vs_baseline: { ttft_ms: -1 },
      artifacts: { target_json: 'after.json', metrics_prom: 'after_metrics.prom' },
      probe_coverage: { info: true, models: false, metrics: true, log_probe: true },
      runtime_surface_markers: { paged_path_markers: { pattern: 'a|b', hits: 0 } },
      evidence_gaps: ['runtime_surface_marker_hits_zero'],
      log_probe: null,
    })
  })

  test('comes back as it was written', () => {
    expect(validationSummaryFile.parse(json, 'validation_summary.json')).toEqual(summary)
  })

  test('is read by the lenient reader of summaries as well', () => {
    expect(validationFile.parse(json, 'validation_summary.json').targets[0]).toMatchObject({
      label: 'after',
      evidenceGaps: ['runtime_surface_marker_hits_zero'],
    })
  })
})
