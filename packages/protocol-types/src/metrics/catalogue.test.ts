import { describe, expect, expectTypeOf, test } from 'vitest'
import { AggregatedMetrics } from '../artifacts/aggregated-metrics.js'
import { snakeCase } from '../json/wire.js'
import { ServiceLevel } from '../run/service-level.js'
import { metrics } from './catalogue.js'
import type { MetricPlace } from './define-metric.js'
import { type FigureField, type FigureName, figureNamed, figures, figuresIn, figuresOf } from './figures.js'
import { serviceLevelMetrics } from './service-level-names.js'
import { statisticName } from './statistic.js'

describe.each(metrics.map((metric) => [metric.wire, metric] as const))('the metric %s', (wire, metric) => {
  test('is named, explained in a sentence, and has a formula, a unit, a direction and a version', () => {
    expect(wire).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/)
    for (const text of [metric.label, metric.title, metric.unit, metric.formula]) expect(text).toMatch(/\S/)
    expect(metric.meaning).toMatch(/^[A-Z].{15,}\.$/)
    expect(['lower', 'higher', 'neither']).toContain(metric.better)
    expect(metric.since).toMatch(/^\d+\.\d+\.\d+$/)
  })

  test('stands at a glance only with figures that it has, and is judged only where one direction is better', () => {
    const own = metric.statistics.map(statisticName)
    for (const list of Object.values(metric.headline))
      expect(own).toEqual(expect.arrayContaining(list.map(statisticName)))
    const judged: MetricPlace[] = ['comparison', 'whole_answer', 'regression']
    if (metric.better === 'neither') expect(judged.filter((place) => metric.headline[place])).toEqual([])
    expect(metric.headline.row?.length ?? 1).toBe(1)
  })

  test('is either one figure of the whole run, or statistics of values', () => {
    const kinds = metric.statistics.map(({ kind }) => kind)
    expect(kinds.length).toBeGreaterThan(0)
    expect(kinds.includes('whole')).toBe(kinds.length === 1 && kinds[0] === 'whole')
    if (metric.interval === 'requests') expect(kinds).not.toContain('whole')
    if (metric.interval === 'share' || metric.interval === 'rounds') expect(kinds).toEqual(['whole'])
  })
})

test('no two figures have one name, and each is found under it', () => {
  const names = figures.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const figure of figures) expect(figureNamed(figure.name)).toBe(figure)
  expect(figureNamed('p42_ttft_ms')).toBeUndefined()
})

test('the name in code and the name in files are the same name', () => {
  for (const { name, field } of figures) expect(snakeCase(field)).toBe(name)
  expect(figures.every(({ field }) => field in AggregatedMetrics.shape)).toBe(true)
})

test('a percentile is named by its decimals, two of them at least', () => {
  const name = (p: number) => statisticName({ kind: 'percentile', p })
  expect([0.05, 0.1, 0.5, 0.95, 0.999, 0.9999].map(name)).toEqual(['p05', 'p10', 'p50', 'p95', 'p999', 'p9999'])
})

test('labels, titles and headings name the statistic where there is more than one', () => {
  expect(figuresOf('ttft_ms').find(({ name }) => name === 'p99_ttft_ms')).toMatchObject({
    label: 'TTFT, p99',
    title: 'Time to the first token, p99',
    heading: 'TTFT p99 ms',
    hasInterval: true,
  })
  expect(figureNamed('avg_ttft_ms')).toMatchObject({ label: 'TTFT, mean', heading: 'TTFT ms' })
  expect(figureNamed('std_ttft_ms')?.hasInterval).toBe(false)
  expect(figuresIn('row').map(({ heading }) => heading)).toContain('tok/s output')
})

test('a service level names one metric, and only a latency', () => {
  const names = metrics.flatMap(({ serviceLevels = [] }) => serviceLevels)
  expect(new Set(names).size).toBe(names.length)
  for (const { serviceLevels, of } of metrics) if (serviceLevels) expect(of).toBe('latency')
  expect(serviceLevelMetrics.ttft_ms).toBe('ttft_from_schedule_ms')
  expect(ServiceLevel.safeParse({ metric: 'e2e_latency_ms', maxMs: 1 }).success).toBe(true)
})

test('a file of a version that lacked a metric is read, with null in its place', () => {
  const bare = {
    totalRequests: 0,
    successfulRequests: 0,
    failedRequests: 0,
    cancelledByRun: 0,
    errorsByClass: {},
    failureExamples: {},
    totalInputTokens: null,
    totalOutputTokens: null,
    lengths: null,
    partialOutputChunks: 0,
    tokenCountSources: {},
    totalTimeS: null,
    startTime: null,
    endTime: null,
    rounds: 0,
    intervals: {},
    percentileBounds: {},
    lowSample: [],
    flags: [],
    clientOverhead: null,
  }
  const read = AggregatedMetrics.parse(bare)
  for (const { field } of figures) expect(read[field]).toBeNull()
})

test('the types know every name', () => {
  expectTypeOf<'p99_ttft_ms'>().toExtend<FigureName>()
  expectTypeOf<'p50TtftFromScheduleMs'>().toExtend<FigureField>()
  expectTypeOf<'p98TtftMs'>().not.toExtend<FigureField>()
  expectTypeOf<AggregatedMetrics['outputThroughputTps']>().toEqualTypeOf<number | null>()
  expectTypeOf<FigureField>().toExtend<keyof AggregatedMetrics>()
})
