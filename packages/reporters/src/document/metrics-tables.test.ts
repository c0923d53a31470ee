import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { figures, metrics, type MetricName } from '@sagellm-benchmark/protocol-types/metrics'
import { expect, test } from 'vitest'
import { someMetrics } from '../testing/some-metrics.js'
import { runFigures, sampleTables } from './metrics-tables.js'

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
