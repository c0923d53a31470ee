import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestMetrics } from './request-metrics.js'

describe('a streamed request', () => {
  // By hand: first token 40 ms after the start, then 4 gaps of 10 ms.
  const metrics = requestMetrics(aRecord({ startAt: 1000, scheduledAt: 970, ttftMs: 40, gapMs: 10, outputTokens: 5 }))

  test('waits for its first token from the start and from the schedule', () => {
    expect(metrics).toMatchObject({ ttftMs: 40, ttftFromScheduleMs: 70, queueDelayMs: 30 })
  })

  test('ends for its user with the last token', () => {
    expect(metrics.e2eLatencyMs).toBe(80)
    expect(metrics.throughputTps).toBe(62.5)
  })

  test('has its decode time divided by the tokens after the first', () => {
    expect(metrics.tbtMs).toBe(10)
    expect(metrics.itlMs).toEqual([10, 10, 10, 10])
  })
})

test('several tokens in a chunk shorten TBT, not the gaps that a person sees', () => {
  const metrics = requestMetrics(aRecord({ tokenAt: [100, 130, 160], outputTokens: 7 }))
  expect(metrics.tbtMs).toBe(10)
  expect(metrics.itlMs).toEqual([30, 30])
})

test('the time after the last token, up to [DONE], is in no metric', () => {
  const plain = aRecord({ ttftMs: 40 })
  expect(requestMetrics({ ...plain, endAt: plain.endAt + 500 })).toEqual(requestMetrics(plain))
})

test('TTFO runs to the first piece that is not reasoning, and is null without one', () => {
  expect(requestMetrics(aRecord({ ttftMs: 40, firstOutputAt: 90 })).ttfoMs).toBe(90)
  expect(requestMetrics(aRecord({ firstOutputAt: null })).ttfoMs).toBeNull()
})

describe('what is not known is null', () => {
  test('a failed request has only the lateness of the load generator', () => {
    expect(requestMetrics(aRecord({ errorClass: 'stream_cut_short', scheduledAt: -5 }))).toEqual({
      ttftMs: null,
      ttfoMs: null,
      ttftFromScheduleMs: null,
      queueDelayMs: 5,
      e2eLatencyMs: null,
      tbtMs: null,
      tpotMs: null,
      itlMs: [],
      throughputTps: null,
    })
  })

  test('a request that the run cut off has no latency', () => {
    expect(requestMetrics(aRecord({ errorClass: 'cancelled_by_run' })).ttftMs).toBeNull()
  })

  test('chunks are not tokens: without a trusted count there is no TBT and no throughput', () => {
    const record = aRecord({ outputTokens: 5, tokenCountSource: 'chunks_unverified' })
    expect(requestMetrics(record)).toMatchObject({ ttftMs: 40, tbtMs: null, tpotMs: null, throughputTps: null })
  })

  test('a count from the tokenizer is trusted', () => {
    expect(requestMetrics(aRecord({ tokenCountSource: 'tokenizer' })).tbtMs).toBe(10)
  })

  test('one token has no time between tokens', () => {
    expect(requestMetrics(aRecord({ outputTokens: 1 }))).toMatchObject({ tbtMs: null, tpotMs: null, throughputTps: 25 })
  })

  test('many tokens in one chunk show no time between them', () => {
    expect(requestMetrics(aRecord({ tokenAt: [100], outputTokens: 50 })).tbtMs).toBeNull()
  })

  test('an answer without stamps has no TTFT', () => {
    expect(requestMetrics(aRecord({ tokenAt: [], outputTokens: 5 }))).toMatchObject({
      ttftMs: null,
      e2eLatencyMs: null,
      throughputTps: null,
    })
  })
})

test('TPOT, by the formula of vLLM, is TBT where each token had a read of its own', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 30 }),
      (wait, gaps) => {
        let at = wait
        const tokenAt = [wait, ...gaps.map((gap) => (at += gap))]
        const outputTokens = tokenAt.length
        const { ttftMs, e2eLatencyMs, tbtMs, tpotMs } = requestMetrics(aRecord({ tokenAt, outputTokens }))
        expect(tpotMs).toBe(tbtMs)
        expect(tpotMs).toBeCloseTo(((e2eLatencyMs as number) - (ttftMs as number)) / (outputTokens - 1), 9)
      },
    ),
  )
})

test('tokens that came with the first read are in no time between tokens', () => {
  expect(requestMetrics(aRecord({ tokenAt: [100, 100, 100, 130, 160], outputTokens: 5 })).tbtMs).toBe(30)
})

test('gaps do not run from one choice to another', () => {
  const two = aRecord({ tokenAt: [100, 130, 160, 105, 135], choiceSteps: [3, 2], outputTokens: 5 })
  expect(requestMetrics(two).itlMs).toEqual([30, 30, 30])
})
