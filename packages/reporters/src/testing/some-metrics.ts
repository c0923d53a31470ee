import { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RunHeader } from '../run/build-summary.js'

/** Metrics as a run of ten requests gives them; every value is its own, so that a mix-up shows. */
export function someMetrics(fields: Partial<AggregatedMetrics> = {}): AggregatedMetrics {
  const nullable = Object.entries(AggregatedMetrics.shape).filter(([, schema]) => schema.safeParse(null).success)
  const unknown = Object.fromEntries(nullable.map(([key]) => [key, null]))
  return AggregatedMetrics.parse({
    ...unknown,
    avgTtftMs: 41.234,
    p50TtftMs: 39.8,
    p90TtftMs: 52,
    p95TtftMs: 60.1,
    p99TtftMs: 71.3,
    stdTtftMs: 8.1,
    minTtftMs: 30,
    maxTtftMs: 72,
    avgTbtMs: 12.1,
    p50TbtMs: 12,
    p90TbtMs: 12.9,
    p99TbtMs: 14.2,
    stdTbtMs: 0.5,
    avgItlMs: 12.1,
    avgE2elMs: 801,
    p99E2elMs: 902,
    avgThroughputTps: 81.5,
    outputThroughputTps: 789,
    steadyOutputThroughputTps: 812,
    requestThroughputRps: 12.3,
    goodputRps: 11.9,
    errorRate: 0,
    coalescedShare: 0.03,
    totalRequests: 10,
    successfulRequests: 10,
    failedRequests: 0,
    cancelledByRun: 0,
    errorsByClass: {},
    totalInputTokens: 320,
    totalOutputTokens: 640,
    lengths: null,
    partialOutputChunks: 0,
    tokenCountSources: { usage: 10 },
    totalTimeS: 0.81,
    rounds: 5,
    intervals: { avg_ttft_ms: { value: 41.234, low: 39.61, high: 43.04, n: 5, method: 'rounds' } },
    percentileBounds: {},
    lowSample: ['p99_ttft_ms'],
    flags: [],
    ...fields,
  })
}

export function someHeader(fields: Partial<RunHeader> = {}): RunHeader {
  return {
    runId: 'cpu-20260102-001',
    createdAt: '2026-01-02T03:04:05.000Z',
    toolVersion: '0.1.0',
    target: { label: 'cpu', kind: 'cpu', url: null, engine: 'backend-cpu', engineVersion: null, precision: null },
    model: 'tiny',
    seed: 7,
    simulated: false,
    notices: [],
    flags: [],
    command: 'sagellm-benchmark run --workload all --backend cpu --seed 7',
    ...fields,
  }
}

/** A label that tries every way out: HTML, Markdown, table cells, terminal escapes, line breaks, text direction, script ends. */
export const hostile =
  '</script><img src=x onerror="globalThis.pwned=1">|`a`\n# **b** [c](javascript:alert(1))\u001b[31m\u202e\'"&\u2028${x}<!--'
