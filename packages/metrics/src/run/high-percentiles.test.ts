import { figures } from '@sagellm-benchmark/protocol-types/metrics'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { aggregate } from './aggregate.js'

/** TTFT of 1, 2, ... n ms. */
const ascending = (n: number, rounds = 1) =>
  Array.from({ length: n }, (_, at) =>
    aRecord({ index: at, round: Math.floor((at * rounds) / n), startAt: at * 1000, ttftMs: at + 1, outputTokens: 2 }),
  )

describe('p99.9', () => {
  test('is interpolated as numpy does: of 1 to 2,001 it is 1,999', () => {
    expect(aggregate(ascending(2001)).p999TtftMs).toBe(1999)
  })

  test('has an interval over requests, and one over rounds from five rounds on', () => {
    expect(aggregate(ascending(50)).intervals.p999_ttft_ms).toMatchObject({ n: 50, method: 'requests' })
    const overRounds = aggregate(ascending(50, 5)).intervals.p999_ttft_ms
    expect(overRounds).toMatchObject({ n: 5, method: 'rounds' })
    // 250 values do not reach beyond a p99.9.
    expect(overRounds?.high).toBeNull()
    expect(overRounds?.low as number).toBeLessThan(overRounds?.value as number)
  })

  // 0.999^n falls below 0.05 from n = 2,995 on: with fewer not even the largest value certifies anything.
  test('has a certified bound from 2,995 values on', () => {
    expect(aggregate(ascending(2994)).percentileBounds.p999_ttft_ms).toBeNull()
    expect(aggregate(ascending(2995)).percentileBounds.p999_ttft_ms).toBe(2995)
  })

  test('is marked below 10,000 values', () => {
    expect(aggregate(ascending(9999)).lowSample).toContain('p999_ttft_ms')
    expect(aggregate(ascending(10_000)).lowSample).not.toContain('p999_ttft_ms')
  })

  test('of the gaps stays within 0.1 % where they have outgrown memory', () => {
    const record = aRecord({
      tokenAt: Array.from({ length: 5001 }, (_, at) => (at * (at + 1)) / 2),
      outputTokens: 5001,
    })
    const exact = aggregate([record]).p999ItlMs as number
    const rounded = aggregate([record], { exactItlUpTo: 10 }).p999ItlMs as number
    expect(Math.abs(rounded / exact - 1)).toBeLessThan(0.001)
  })
})

test('every figure that its metric gives an interval has one, and nothing else has', () => {
  const { intervals, ...metrics } = aggregate(ascending(20), { serviceLevels: [{ metric: 'ttft_ms', maxMs: 10 }] })
  const named = figures.filter(({ hasInterval }) => hasInterval).map(({ name }) => name)
  expect(Object.keys(intervals).sort()).toEqual([...named].sort())
  for (const { field } of figures) expect(metrics).toHaveProperty(field)
})
