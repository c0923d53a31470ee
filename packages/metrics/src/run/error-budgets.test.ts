import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { describe, expect, test } from 'vitest'
import { aggregate } from './aggregate.js'
import type { AggregateOptions } from './aggregate-options.js'
import { roundTrend } from './round-trend.js'

/** Ten rounds of ten requests; TTFT around 100 ms by chance of the request, and as `ofRound` says. */
function runOf({ ofRound = () => 0, promptTokens = () => 32, ...options }: Injected = {}) {
  const records = Array.from({ length: 100 }, (_, at) => {
    const [round, index] = [Math.floor(at / 10), at % 10]
    const ttftMs = 100 + 5 * Math.sin(at * 12.9898) + ofRound(round)
    return aRecord({
      round,
      index,
      startAt: at * 200,
      ttftMs,
      gapMs: 10 + Math.cos(at),
      promptTokens: promptTokens(at),
    })
  })
  return aggregate(records, options)
}

type Injected = AggregateOptions & {
  readonly ofRound?: (round: number) => number
  readonly promptTokens?: (at: number) => number
}

function sharesOf(injected: Injected = {}, figure = 'avg_ttft_ms') {
  const { parts = [] } = runOf(injected).errorBudgets[figure] ?? {}
  return Object.fromEntries(parts.map(({ part, share }) => [part, share]))
}

const overhead = (fields: Partial<ClientOverhead>) =>
  ClientOverhead.parse({
    eventLoopDelayP99Ms: 1,
    eventLoopDelayMaxMs: 1,
    scheduleLatenessP50Ms: 0,
    scheduleLatenessP99Ms: 0,
    cpuShare: 0.1,
    calibrationErrorP99Ms: null,
    clientSaturated: false,
    reasons: [],
    ...fields,
  })

describe('the error budget of mean TTFT', () => {
  test('chance alone is all of the interval; what nobody looked at is not known', () => {
    expect(sharesOf()).toEqual({
      sampling: 1,
      drift: 0,
      stamps: null,
      stalls: null,
      prompt_length: 0,
      other_traffic: null,
    })
  })

  test('a rise from round to round is drift, which more rounds do not shrink', () => {
    const { sampling, drift } = sharesOf({ ofRound: (round) => 4 * round })
    expect(drift).toBeGreaterThan(0.9)
    expect((sampling as number) ** 2 + (drift as number) ** 2).toBeCloseTo(1, 12)
    const { total, withFourfoldRounds } = runOf({ ofRound: (round) => 4 * round }).errorBudgets['avg_ttft_ms']!
    expect(withFourfoldRounds / total).toBeGreaterThan(0.9)
  })

  test('the calibrated stamp error counts in full, and is spread over the decoding in TBT', () => {
    const clientOverhead = overhead({ calibrationErrorP99Ms: 2 })
    const { errorBudgets } = runOf({ clientOverhead })
    expect(partOf(errorBudgets['avg_ttft_ms'], 'stamps')).toBeCloseTo(2, 9)
    // 5 tokens: 2 ms over 4 gaps.
    expect(partOf(errorBudgets['avg_tbt_ms'], 'stamps')).toBeCloseTo(0.5, 9)
  })

  test('stalls count by the requests that they touched', () => {
    const stalls = { count: 2, totalMs: 60, longest: [], touchedRequests: 10 }
    // 10 of 100 requests, 30 ms each.
    expect(partOf(runOf({ clientOverhead: overhead({ stalls }) }).errorBudgets['avg_ttft_ms'], 'stalls')).toBeCloseTo(
      3,
      9,
    )
    const none = { count: 0, totalMs: 0, longest: [], touchedRequests: 0 }
    expect(sharesOf({ clientOverhead: overhead({ stalls: none }) }).stalls).toBe(0)
  })

  test('prompts of 40 tokens for 32 may have made TTFT a fifth longer, if all of it is prefill', () => {
    const { errorBudgets, avgTtftMs } = runOf({ promptTokens: () => 40 })
    // 8 tokens too many at a fortieth of TTFT each.
    expect(partOf(errorBudgets['avg_ttft_ms'], 'prompt_length')).toBeCloseTo((avgTtftMs as number) / 5, 9)
    expect(partOf(errorBudgets['avg_e2el_ms'], 'prompt_length')).toBeCloseTo((avgTtftMs as number) / 5, 9)
    expect(partOf(errorBudgets['avg_tbt_ms'], 'prompt_length')).toBe(0)
  })

  test('where the requests show what a token costs, a missed length costs no more', () => {
    // Lengths 300 to 399 whose TTFT hardly changes: 318 tokens too many of about 0 to 0.03 ms, where a proportion would say 90 ms.
    const { errorBudgets } = runOf({ promptTokens: (at) => 300 + at })
    const missed = partOf(errorBudgets['avg_ttft_ms'], 'prompt_length') as number
    expect(missed).toBeGreaterThan(0)
    expect(missed).toBeLessThan(15)
  })

  test('other traffic counts by its share of the requests', () => {
    const check = {
      quantity: 'requests' as const,
      client: 100,
      server: 110,
      surplus: 10,
      verdict: 'server_more' as const,
    }
    const serverCounters = ServerCounters.parse({ checks: [{ ...check, message: '' }] })
    const { errorBudgets, avgTtftMs } = runOf({ serverCounters })
    expect(partOf(errorBudgets['avg_ttft_ms'], 'other_traffic')).toBeCloseTo((avgTtftMs as number) / 10, 9)
  })
})

function partOf(budget: ReturnType<typeof runOf>['errorBudgets'][string] | undefined, part: string): number | null {
  return budget?.parts.find((each) => each.part === part)?.halfWidth ?? null
}

describe('a trend of rounds', () => {
  test('a line is all trend, chance is none, and few rounds cannot tell', () => {
    expect(roundTrend([1, 2, 3, 4, 5])).toBe(1)
    expect(roundTrend([1, -1, 1, -1, 1, -1])).toBe(0)
    expect(roundTrend([3, 3, 3, 3, 3])).toBe(0)
    expect(roundTrend([1, 2, 3, 4])).toBeNull()
  })
})
