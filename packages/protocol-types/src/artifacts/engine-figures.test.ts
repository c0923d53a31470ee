import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { e2ePerfFile } from '../performance/e2e-perf-file.js'
import { benchmarkSummaryFile } from './benchmark-summary.js'
import { metricsFile } from './metrics-file.js'

const timings = { n: 8, prefill_ms: 11, ttft_ms: 14, decode_ms_per_token: 1.71, tbt_ms: 1.76 }
const nobody = { engine: null, client: null }
const figures = {
  requests: 8,
  ttftMs: { engine: null, client: 14 },
  tbtMs: { engine: 1.71, client: 1.76 },
  prefillMs: { engine: 11, client: null },
  ...{ tpotMs: nobody, throughputTps: nobody, decodeMs: nobody, peakMemMb: nobody },
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../fixtures/artifacts/0.1/${name}`, import.meta.url), 'utf8'))

test('llama.cpp’s timings in a field of their own are read as engine figures, in every file that held them', () => {
  const metrics = fixture('run/Q1_metrics.json')
  metrics.metrics.engine_timings = timings
  expect(metricsFile.parse(metrics, 'metrics').metrics.engineFigures).toEqual(figures)

  const summary = fixture('run/benchmark_summary.json')
  summary.workloads.Q1.engine_timings = timings
  expect(benchmarkSummaryFile.parse(summary, 'summary').workloads['Q1']?.engineFigures).toEqual(figures)

  const perf = fixture('perf-e2e/perf_results.json')
  perf.rows[0].engine_timings = timings
  expect(e2ePerfFile.parse(perf, 'perf').rows[0]?.engineFigures).toEqual(figures)
})

test('a file without them keeps what it says', () => {
  const metrics = fixture('run/Q1_metrics.json')
  expect(metricsFile.parse(metrics, 'metrics').metrics.engineFigures).toBeNull()
  Object.assign(metrics.metrics, { engine_timings: timings, engine_figures: { requests: 3 } })
  expect(metricsFile.parse(metrics, 'metrics').metrics.engineFigures).toMatchObject({ requests: 3, ttftMs: nobody })
})
