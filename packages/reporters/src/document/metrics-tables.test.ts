import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { figures, metrics, type MetricName } from '@sagellm-benchmark/protocol-types/metrics'
import { expect, test } from 'vitest'
import { someMetrics } from '../testing/some-metrics.js'
import { clientLine, runFigures, sampleTables } from './metrics-tables.js'

/** Every figure with a value of its own: 1001, 1002 and so on; shares are 0.101, 0.102. */
function everyFigure(): AggregatedMetrics {
  const values = figures.map(({ field, metric }, at) => [
    field,
    metric.unit === 'share' ? (at + 101) / 1000 : at + 1001,
  ])
  return someMetrics({ ...Object.fromEntries(values), intervals: {}, lowSample: [] })
}

test.each(metrics.map(({ wire }) => wire))('a report shows every figure of %s', (wire: MetricName) => {
  const values = everyFigure()
  const cells = sampleTables(values, { latency: 'L', speed: 'S' }).flatMap(({ rows }) => rows.flat())
  const facts = runFigures(values)
  for (const { metric, field, label } of figures.filter((figure) => figure.metric.wire === wire)) {
    const value = values[field] as number
    const fact = facts.find((each) => each.label === label)?.value ?? ''
    const shown = Number(fact.replace(/[^\d.]/g, '')) / (metric.unit === 'share' ? 100 : 1)
    expect(cells.includes(value) || Math.abs(shown - value) < 1e-9, `${field} as ${fact}`).toBe(true)
  }
})

test('a metric without a value has no row and no line, and a table without a row is left out', () => {
  const values = someMetrics({ avgItlMs: null })
  const tables = sampleTables(values, { latency: 'L', speed: 'S' })
  expect(tables).toHaveLength(1)
  expect(tables[0]?.rows.map(([label]) => label)).toEqual(['TTFT ms', 'TBT ms', 'E2E ms'])
  expect(runFigures(values).map(({ label }) => label)).not.toContain('Peak memory')
})

test('the first output is named in full, and left out where it is the first token', () => {
  const labels = (avgTtfoMs: number) => runFigures(someMetrics({ avgTtfoMs })).map(({ label }) => label)
  expect(labels(500)).toContain('First output (TTFO)')
  expect(labels(someMetrics().avgTtftMs as number)).not.toContain('First output (TTFO)')
})

test('the line of the client names the thread that each figure is of, where several were judged', () => {
  const one = {
    ...{ eventLoopDelayP99Ms: 1, eventLoopDelayMaxMs: 2, scheduleLatenessP50Ms: 0, scheduleLatenessP99Ms: 0.2 },
    ...{ cpuShare: 0.1, processCpuShare: null, cores: null, transport: 'kernel', stampSource: 'kernel_receive' },
    ...{ stalls: null, readLateness: null, calibrationErrorP99Ms: null, loadThreads: 1 },
    ...{ clientSaturated: false, reasons: [] },
  }
  const late = { ...one, scheduleLatenessP99Ms: 40 }
  const reasons = ['thread 1: schedule lateness p99 40.0 ms, limit 10 ms']
  const clientOverhead = { ...late, loadThreads: 2, clientSaturated: true, reasons }
  const threads = [one, late].map((each, thread) => ({ thread, clientOverhead: each }))
  expect(clientLine(someMetrics({ clientOverhead: { ...clientOverhead, threads } }))).toBe(
    'stamps of kernel · each of 2 threads by itself · loop p99 1.0 ms · lateness p99 40.0 ms (thread 1) · cpu 10 % · SATURATED: thread 1: schedule lateness p99 40.0 ms, limit 10 ms',
  )
  // A file that was written before threads were kept.
  expect(clientLine(someMetrics({ clientOverhead }))).not.toContain('(thread 1)')
})
