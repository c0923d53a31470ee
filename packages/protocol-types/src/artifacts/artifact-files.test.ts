import { describe, expect, test } from 'vitest'
import { benchmarkSummaryFile } from './benchmark-summary.js'
import { comparisonFile } from '../comparison/comparison-file.js'
import { e2ePerfFile } from '../performance/e2e-perf-file.js'
import { leaderboardEntryFile } from '../leaderboard/leaderboard-entry.js'
import { metricsFile } from './metrics-file.js'
import { operatorPerfFile } from '../performance/operator-perf-file.js'
import { runConfigFile } from './run-config-file.js'
import { validationFile } from '../validation/validation-file.js'

/** The Python original's field names, as its users' scripts read them. */
const originalFields: [{ jsonSchema(): unknown }, string[]][] = [
  [
    benchmarkSummaryFile,
    [
      'workloads',
      'overall',
      'total_workloads',
      'total_requests',
      'successful_requests',
      'failed_requests',
      'avg_ttft_ms',
      'avg_throughput_tps',
      'error_rate',
    ],
  ],
  [metricsFile, ['metrics', 'contract', 'passed', 'version', 'checks', 'details', 'summary']],
  [
    runConfigFile,
    ['run_id', 'backend', 'model', 'workload', 'date', 'timestamp', 'model_path', 'dataset', 'num_samples', 'versions'],
  ],
  [
    operatorPerfFile,
    [
      'kind',
      'device',
      'iterations',
      'warmup',
      'comparisons',
      'baseline_name',
      'optimized_name',
      'baseline_time_ms',
      'optimized_time_ms',
      'speedup',
      'time_saved_ms',
      'time_saved_pct',
      'baseline_memory_mb',
      'optimized_memory_mb',
      'plots',
    ],
  ],
  [
    e2ePerfFile,
    [
      'simulate',
      'models',
      'batch_sizes',
      'precisions',
      'total_rows',
      'rows',
      'latency_p50_ms',
      'latency_p95_ms',
      'latency_p99_ms',
      'memory_mb',
      'mode',
      'effective_model',
      'label',
      'url',
    ],
  ],
  [comparisonFile, ['batch_sizes', 'baseline', 'targets', 'delta_vs_baseline', 'avg_tbt_ms']],
  [validationFile, ['profile', 'result_fields', 'probe_coverage', 'evidence_gaps', 'delta_vs_baseline']],
  [leaderboardEntryFile, ['entry_id', 'sagellm_version', 'config_type', 'chip_model', 'peak_mem_mb', 'submitted_at']],
]

describe('artifact files', () => {
  test.each(originalFields)('%#: the original field names are all there', (file, fields) => {
    const schema = JSON.stringify(file.jsonSchema())
    expect(fields.filter((field) => !schema.includes(`"${field}"`))).toEqual([])
  })

  test('a summary of the Python original reads with null where it says nothing', () => {
    const row = {
      total_requests: 5,
      successful_requests: 5,
      failed_requests: 0,
      avg_ttft_ms: 12,
      avg_throughput_tps: 80,
      error_rate: 0,
    }
    const overall = { total_workloads: 1, total_requests: 5, successful_requests: 5, failed_requests: 0 }
    const summary = benchmarkSummaryFile.parse({ workloads: { Q1: row }, overall }, 'benchmark_summary.json')

    expect(summary.schemaVersion).toBeNull()
    expect(summary.workloads.Q1).toMatchObject({ avgTtftMs: 12, p99TtftMs: null, goodputRps: null })
  })

  test('a leaderboard entry without a known peak memory is refused', () => {
    expect(() => leaderboardEntryFile.parse({ entry_id: 'x' }, 'Q1_leaderboard.json')).toThrow(/entry_id/)
  })
})
