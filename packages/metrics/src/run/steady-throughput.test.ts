import { describe, expect, test } from 'vitest'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { aggregate } from './aggregate.js'

describe('steady throughput', () => {
  // Two at a time, 80 ms each: starts 0, 40, 80, 120, 160; the second start reaches the target, the last one ends the window.
  const records = [0, 40, 80, 120, 160].map((startAt, index) => aRecord({ index, startAt }))

  test('counts the tokens that arrived from full load to the last start', () => {
    // Tokens at start + 40..80. Inside 40..160: 5 + 5 + 5 (80..120, 120..160 and 40..80) and the first of the fourth at 160.
    expect(aggregate(records, { targetConcurrency: 2 }).steadyOutputThroughputTps).toBeCloseTo(16 / 0.12, 9)
  })

  test('weighs the tokens of a chunk that brought several', () => {
    const doubled = records.map((record) => ({ ...record, outputTokens: 10 }))
    expect(aggregate(doubled, { targetConcurrency: 2 }).steadyOutputThroughputTps).toBeCloseTo(32 / 0.12, 9)
  })

  test('counts what a request cut off by the run had brought, and no failed one', () => {
    const cut = records.map((record, at) =>
      at === 2 ? { ...record, errorClass: 'cancelled_by_run' as const, outputTokens: null } : record,
    )
    const failed = records.map((record, at) => (at === 2 ? { ...record, errorClass: 'server_error' as const } : record))
    expect(aggregate(cut, { targetConcurrency: 2 }).steadyOutputThroughputTps).toBeCloseTo(16 / 0.12, 9)
    expect(aggregate(failed, { targetConcurrency: 2 }).steadyOutputThroughputTps).toBeCloseTo(11 / 0.12, 9)
  })

  test('has an interval over ten slices of the window, from 20 durations of a request on', () => {
    // Two at a time, 80 ms each, so many that the window is 25 durations long: every slice holds as many tokens.
    const long = Array.from({ length: 52 }, (_, index) => aRecord({ index, startAt: 40 * index }))
    const { intervals, steadyOutputThroughputTps: value } = aggregate(long, { targetConcurrency: 2 })
    const interval = intervals.steady_output_throughput_tps
    expect(interval).toMatchObject({ value, n: 10, method: 'slices' })
    expect(interval?.low as number).toBeGreaterThan(0.9 * (value as number))
    expect(interval?.high as number).toBeLessThan(1.1 * (value as number))
    expect(aggregate(records, { targetConcurrency: 2 }).intervals.steady_output_throughput_tps).toMatchObject({
      ...{ low: null, high: null, method: null, notes: ['short_window'] },
    })
  })

  test('is unknown where the target was never reached, and in batches', () => {
    expect(aggregate(records, { targetConcurrency: 3 }).steadyOutputThroughputTps).toBeNull()
    expect(aggregate(records).steadyOutputThroughputTps).toBeNull()
    expect(aggregate(records, { targetConcurrency: 2, window: 'batch' }).steadyOutputThroughputTps).toBeNull()
  })
})
