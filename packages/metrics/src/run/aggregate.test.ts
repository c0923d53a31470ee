import { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate } from './aggregate.js'
import { createAggregator } from './aggregator.js'

const ten = Array.from({ length: 10 }, (_, index) => aRecord({ index, startAt: index * 100, ttftMs: 10 + index }))

describe('latencies of a run', () => {
  const metrics = aggregate(ten)

  test('are those of numpy', () => {
    // numpy on [10 .. 19]: mean 14.5, percentile 50, 90, 95, 99; std (population) = sqrt(8.25)
    expect(metrics.avgTtftMs).toBeCloseTo(14.5, 12)
    expect(metrics.p50TtftMs).toBeCloseTo(14.5, 12)
    expect(metrics.p90TtftMs).toBeCloseTo(18.1, 12)
    expect(metrics.p95TtftMs).toBeCloseTo(18.55, 12)
    expect(metrics.p99TtftMs).toBeCloseTo(18.91, 12)
    expect(metrics.stdTtftMs).toBeCloseTo(Math.sqrt(8.25), 12)
    expect([metrics.minTtftMs, metrics.maxTtftMs]).toEqual([10, 19])
  })

  test('fit the schema of the artifact', () => {
    expect(AggregatedMetrics.parse(metrics)).toEqual(metrics)
  })

  test('name TPOT like TBT', () => {
    expect(metrics.p99TpotMs).toBe(metrics.p99TbtMs)
    expect(metrics.intervals.avg_tpot_ms).toEqual(metrics.intervals.avg_tbt_ms)
  })

  test('mark the percentiles that ten requests cannot support', () => {
    // 10 / (1 - p): 20 values for p50, 100 for p90; 40 gaps support the median of ITL.
    expect(metrics.lowSample).toContain('p50_ttft_ms')
    expect(metrics.lowSample).toContain('p99_itl_ms')
    expect(metrics.lowSample).not.toContain('p50_itl_ms')
  })
})

test('exactly 100 values support p90', () => {
  const records = Array.from({ length: 100 }, (_, index) => aRecord({ index }))
  const { lowSample } = aggregate(records)
  expect(lowSample).not.toContain('p90_ttft_ms')
  expect(lowSample).toContain('p95_ttft_ms')
})

describe('throughput', () => {
  test('divides by the window from the first start to the last end', () => {
    // Two requests of 5 tokens, 32 prompt tokens; 0 to 80 ms and 20 to 100 ms: 0.1 s.
    const metrics = aggregate([aRecord({ index: 0 }), aRecord({ index: 1, startAt: 20 })])
    expect(metrics).toMatchObject({
      totalTimeS: 0.1,
      outputThroughputTps: 100,
      inputThroughputTps: 640,
      totalThroughputTps: 740,
      requestThroughputRps: 20,
      avgThroughputTps: 62.5,
    })
  })

  test('counts the time of failed requests and none of their tokens', () => {
    const failed = aRecord({ index: 1, errorClass: 'total_timeout', endAt: 1000 })
    const metrics = aggregate([aRecord({ index: 0 }), failed])
    expect(metrics).toMatchObject({ outputThroughputTps: 5, requestThroughputRps: 1, partialOutputChunks: 5 })
  })

  test('is unknown where more than 1 of 20 successful requests have no trusted token count', () => {
    const metrics = aggregate([aRecord({ index: 0 }), aRecord({ index: 1, tokenCountSource: 'chunks_unverified' })])
    expect(metrics).toMatchObject({ outputThroughputTps: null, totalOutputTokens: null, totalThroughputTps: null })
    expect(metrics.inputThroughputTps).not.toBeNull()
    expect(metrics.flags).toContain('token_counts_unknown')
    expect(metrics.tokenCountSources).toEqual({ usage: 1, chunks_unverified: 1 })
    expect(metrics.countNotes).toEqual([
      'the token counts of 1 of 2 answers are not known, more than 1 in 20, so tok/s of the run is not given',
    ])
  })

  test('is a lower bound, and says so, where 1 of 20 or fewer counts are not known', () => {
    const known = Array.from({ length: 19 }, (_, index) => aRecord({ index }))
    const all = aggregate([...known, aRecord({ index: 19, outputTokens: null, tokenCountSource: 'chunks_unverified' })])
    expect(all.outputThroughputTps).toBeCloseTo(aggregate(known).outputThroughputTps as number, 9)
    expect(all.totalOutputTokens).toBeNull()
    expect(all.countNotes).toEqual([
      'the token counts of 1 of 20 answers are not known: tok/s of the run counts the other 19, and is a lower bound',
    ])
  })

  test('of batches leaves out the time between rounds', () => {
    // Each round: 2 requests from its release to the last token 80 ms later; a second in between is not measured.
    const rounds = [0, 1000].flatMap((startAt, round) =>
      [0, 1].map((index) => aRecord({ round, index, startAt, endAt: startAt + 95 })),
    )
    const metrics = aggregate(rounds, { window: 'batch' })
    expect(metrics.totalTimeS).toBeCloseTo(0.16, 12)
    expect(metrics.outputThroughputTps).toBeCloseTo(20 / 0.16, 9)
    expect(metrics.avgConcurrency).toBeCloseTo(2, 12)
    expect(aggregate(rounds, { window: 'rounds' }).totalTimeS).toBeCloseTo(0.16, 12)
    expect(aggregate(rounds).totalTimeS).toBeCloseTo(1.08, 12)
  })

  test('ends with the last token of an answer, whatever comes after it, and with the end of a failure', () => {
    const records = [aRecord({ index: 0, endAt: 3080 }), aRecord({ index: 1, errorClass: 'total_timeout', endAt: 500 })]
    expect(aggregate(records).totalTimeS).toBeCloseTo(0.5, 12)
    expect(aggregate(records.slice(0, 1)).totalTimeS).toBeCloseTo(0.08, 12)
  })

  test('of a batch that gave no token is nothing over the time it took', () => {
    const dead = aRecord({ errorClass: 'total_timeout', tokenAt: [], endAt: 500 })
    expect(aggregate([dead], { window: 'batch' })).toMatchObject({
      totalTimeS: 0.5,
      outputThroughputTps: 0,
      errorRate: 1,
    })
  })
})

describe('failures', () => {
  const metrics = aggregate([
    ...ten,
    aRecord({ index: 10, errorClass: 'rate_limited' }),
    aRecord({ index: 11, errorClass: 'rate_limited' }),
    aRecord({ index: 12, errorClass: 'cancelled_by_run' }),
  ])

  test('are counted by class and enter no latency', () => {
    expect(metrics.errorsByClass).toEqual({ rate_limited: 2 })
    expect(metrics.avgTtftMs).toBeCloseTo(14.5, 12)
    expect(metrics).toMatchObject({ totalRequests: 13, successfulRequests: 10, failedRequests: 2 })
  })

  test('do not include what the run itself cut off', () => {
    expect(metrics.cancelledByRun).toBe(1)
    expect(metrics.errorRate).toBeCloseTo(2 / 12, 12)
  })

  test('of every request leave no latency at all, not zeros', () => {
    const dead = aggregate([aRecord({ errorClass: 'connect_failed', endAt: 10 })])
    expect(dead).toMatchObject({ avgTtftMs: null, p99E2elMs: null, avgThroughputTps: null, errorRate: 1 })
    expect(dead.lowSample).toEqual([])
  })
})

test('warm-up is in no sample, no window and no count', () => {
  const warmup = aRecord({ index: 99, phase: 'warmup', startAt: -5000, ttftMs: 4000 })
  expect(aggregate([warmup, ...ten])).toEqual(aggregate(ten))
})

test('no records give counts of 0 and nothing else', () => {
  const metrics = aggregate([])
  expect(metrics).toMatchObject({
    totalRequests: 0,
    avgTtftMs: null,
    totalTimeS: null,
    errorRate: null,
    peakConcurrency: null,
  })
  expect(AggregatedMetrics.parse(metrics)).toEqual(metrics)
})

describe('service levels', () => {
  const levels = [
    { metric: 'ttft_ms', maxMs: 50 },
    { metric: 'tbt_ms', maxMs: 10 },
  ] as const

  test('are judged from the scheduled arrival', () => {
    const records = [aRecord({ index: 0 }), aRecord({ index: 1, startAt: 20, scheduledAt: 0 })]
    // One of two within 50 ms of its schedule, in 0.1 s.
    expect(aggregate(records, { serviceLevels: levels })).toMatchObject({ goodputRps: 10, sloAttainment: 0.5 })
  })

  test('count failures as missed', () => {
    const records = [aRecord({ index: 0 }), aRecord({ index: 1, errorClass: 'server_error' })]
    expect(aggregate(records, { serviceLevels: levels }).sloAttainment).toBe(0.5)
  })

  test('on TBT do not judge an answer of one token', () => {
    expect(aggregate([aRecord({ outputTokens: 1 })], { serviceLevels: levels }).sloAttainment).toBe(1)
  })

  test('that cannot be judged make goodput unknown', () => {
    const record = aRecord({ tokenCountSource: 'chunks_unverified' })
    expect(aggregate([record], { serviceLevels: levels })).toMatchObject({ goodputRps: null, sloAttainment: null })
  })

  test('that were not stated give no goodput', () => {
    expect(aggregate(ten).goodputRps).toBeNull()
  })
})

describe('concurrency', () => {
  test('is weighted by time', () => {
    // 0..80 and 40..120: 160 ms of requests in 120 ms.
    const metrics = aggregate([aRecord({ index: 0 }), aRecord({ index: 1, startAt: 40 })])
    expect(metrics.avgConcurrency).toBeCloseTo(160 / 120, 12)
    expect(metrics.peakConcurrency).toBe(2)
  })

  test('does not count a request that starts as another ends as a second one', () => {
    expect(aggregate([aRecord({ index: 0 }), aRecord({ index: 1, startAt: 80 })]).peakConcurrency).toBe(1)
  })

  test('counts a request of no length', () => {
    expect(
      aggregate([aRecord({ startAt: 5, endAt: 5, tokenAt: [], errorClass: 'connect_failed' })]).peakConcurrency,
    ).toBe(1)
  })
})

describe('chunks that shared a read', () => {
  test('are counted, and past 10 % flagged', () => {
    const metrics = aggregate([aRecord({ tokenAt: [40, 40, 50, 60], outputTokens: 4 })])
    expect(metrics.coalescedShare).toBe(0.5)
    expect(metrics.flags).toContain('itl_coalesced')
    expect(aggregate(ten).flags).not.toContain('itl_coalesced')
  })
})

test('start and end are Unix seconds once the offset is known', () => {
  expect(aggregate(ten)).toMatchObject({ startTime: null, endTime: null })
  expect(aggregate([aRecord({ startAt: 500 })], { unixOffsetMs: 1_000_000_000_000 })).toMatchObject({
    startTime: 1_000_000_000.5,
    endTime: 1_000_000_000.58,
  })
})

test('the achieved rate stands beside the requested one', () => {
  expect(aggregate(ten, { requestedRateRps: 12 })).toMatchObject({ requestedRateRps: 12, achievedRateRps: 10 })
  expect(aggregate(ten).achievedRateRps).toBeNull()
})

test('flags of records, the client and the caller come together once each', () => {
  const clientOverhead = {
    eventLoopDelayP99Ms: 20,
    eventLoopDelayMaxMs: 30,
    scheduleLatenessP50Ms: 1,
    scheduleLatenessP99Ms: 9,
    loadThreads: 1,
    cpuShare: 0.9,
    processCpuShare: null,
    cores: null,
    stalls: null,
    transport: null,
    stampSource: null,
    readLateness: null,
    calibrationErrorP99Ms: null,
    clientSaturated: true,
    reasons: ['event loop'],
  }
  const records = [0, 1].map((index) =>
    aRecord({ index, simulated: true, flags: ['output_short'], promptLengthBasis: 'estimate' }),
  )
  const metrics = aggregate(records, { clientOverhead, flags: ['interrupted'] })
  expect(metrics.flags).toEqual([
    'simulated',
    'prompt_length_estimated',
    'output_short',
    'client_saturated',
    'interrupted',
  ])
  expect(metrics.clientOverhead).toEqual(clientOverhead)
})

test('what the engine said is passed on and the rest stays unknown', () => {
  expect(aggregate(ten, { engine: { peakMemMb: 512 } })).toMatchObject({ peakMemMb: 512, avgPrefixHitRate: null })
})

describe('a certified bound stands beside a percentile above p90', () => {
  test('where the sample is large enough', () => {
    const records = Array.from({ length: 100 }, (_, index) => aRecord({ index, ttftMs: index + 1 }))
    // scipy.stats.binom.cdf(98, 100, 0.95) = 0.9629 and cdf(97) = 0.8817: the 99th value of 100.
    expect(aggregate(records).percentileBounds).toMatchObject({ p95_ttft_ms: 99, p99_ttft_ms: null, p95_itl_ms: null })
  })
})

const records = fc.array(
  fc.record({
    startAt: fc.integer({ min: 0, max: 1000 }),
    ttftMs: fc.integer({ min: 1, max: 500 }),
    gapMs: fc.integer({ min: 0, max: 50 }),
    outputTokens: fc.integer({ min: 1, max: 20 }),
    round: fc.integer({ min: 0, max: 6 }),
    errorClass: fc.constantFrom(null, null, null, 'server_error' as const),
  }),
  { maxLength: 40 },
)

test('the order of the records does not matter', () => {
  fc.assert(
    fc.property(records, fc.integer(), (sketches, rotation) => {
      const all = sketches.map((sketch, index) => aRecord({ ...sketch, index }))
      const turn = all.length === 0 ? 0 : Math.abs(rotation) % all.length
      const turned = [...all.slice(turn), ...all.slice(0, turn)].reverse()
      const [a, b] = [aggregate(all), aggregate(turned)]
      expect(b.avgTtftMs ?? 0).toBeCloseTo(a.avgTtftMs ?? 0, 9)
      expect(b.p99ItlMs).toBe(a.p99ItlMs)
      expect(b.outputThroughputTps).toBe(a.outputThroughputTps)
      expect(b.peakConcurrency).toBe(a.peakConcurrency)
      expect(b.errorsByClass).toEqual(a.errorsByClass)
    }),
    { numRuns: 30 },
  )
})

test('an aggregator may be asked again after more records', () => {
  const aggregator = createAggregator()
  for (const record of ten.slice(0, 5)) aggregator.add(record)
  aggregator.result()
  for (const record of ten.slice(5)) aggregator.add(record)
  expect(aggregator.result()).toEqual(aggregate(ten))
})

describe('past the stamps kept in memory', () => {
  const sketches = Array.from({ length: 50 }, (_, index) =>
    aRecord({ index, startAt: index * 40, gapMs: 5 + (index % 7) }),
  )
  const exact = aggregate(sketches, { targetConcurrency: 2 })
  const bounded = aggregate(sketches, { targetConcurrency: 2, exactItlUpTo: 60 })

  test('ITL stays within 0.1 %, its mean and extremes exact, and the run says so', () => {
    expect(Math.abs((bounded.p50ItlMs as number) / (exact.p50ItlMs as number) - 1)).toBeLessThan(0.001)
    expect(bounded.avgItlMs).toBeCloseTo(exact.avgItlMs as number, 9)
    expect(bounded.stdItlMs).toBeCloseTo(exact.stdItlMs as number, 9)
    expect([bounded.minItlMs, bounded.maxItlMs]).toEqual([exact.minItlMs, exact.maxItlMs])
    expect(bounded.flags).toContain('itl_percentiles_rounded')
    expect(exact.flags).not.toContain('itl_percentiles_rounded')
  })

  test('steady throughput is estimated at the edges of its window only', () => {
    const ratio = (bounded.steadyOutputThroughputTps as number) / (exact.steadyOutputThroughputTps as number)
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02)
  })
})

describe('intervals', () => {
  const rounds = [9, 10, 11, 10, 10].flatMap((ttftMs, round) =>
    [0, 1].map((index) => aRecord({ round, index, ttftMs, startAt: round * 1000 })),
  )

  test('come from the rounds where there are five', () => {
    // t(0.975, 4) = 2.776445; s = sqrt(2 / 4); half = 2.776445 * s / sqrt(5) = 0.877989
    const { intervals } = aggregate(rounds)
    expect(intervals.avg_ttft_ms).toMatchObject({ value: 10, n: 5, method: 'rounds' })
    expect(intervals.avg_ttft_ms?.low).toBeCloseTo(10 - 0.877989, 5)
  })

  test('come from the requests where there are fewer rounds, and not for rates of the whole window', () => {
    const { intervals } = aggregate(ten)
    expect(intervals.avg_ttft_ms).toMatchObject({ n: 10, method: 'requests' })
    expect(intervals.output_throughput_tps).toMatchObject({ low: null, high: null, method: null })
  })

  test('are absent below five requests', () => {
    expect(aggregate(ten.slice(0, 4)).intervals.avg_ttft_ms).toMatchObject({ low: null, n: 4, method: null })
  })

  test('of an error rate do not claim certainty after no failure', () => {
    // Wilson for 0 of 10: 1.96^2 / (10 + 1.96^2) = 0.2775
    expect(aggregate(ten).intervals.error_rate?.high).toBeCloseTo(0.2775, 3)
    expect(aggregate(rounds).intervals.error_rate?.high).toBeCloseTo(0.2775, 3)
  })

  test('say where a sample is too small or too skewed for the promise of 95 %', () => {
    expect(aggregate(ten).intervals.avg_ttft_ms?.notes).toEqual(['heavy_tail'])
    const many = Array.from({ length: 40 }, (_, index) => aRecord({ index }))
    expect(aggregate(many).intervals.avg_ttft_ms?.notes).toBeUndefined()
  })
})
