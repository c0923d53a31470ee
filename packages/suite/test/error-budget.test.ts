import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Injection, injectedRun } from './injected-run.js'

type Budget = { readonly value: number; readonly parts: Readonly<Record<string, number>> }

/** Mean and half widths of the parts of its budget, ms. */
function budgetOf(metrics: AggregatedMetrics, figure: 'avg_ttft_ms' | 'avg_tbt_ms' = 'avg_ttft_ms'): Budget {
  const parts = metrics.errorBudgets[figure]?.parts ?? []
  const value = metrics.intervals[figure]?.value as number
  return { value, parts: Object.fromEntries(parts.map(({ part, halfWidth }) => [part, halfWidth as number])) }
}

let clean: AggregatedMetrics
beforeAll(async () => {
  clean = await injectedRun()
})
const chance = () => budgetOf(clean).parts['sampling'] as number

test('a measurement without any fault has the chance of its requests alone in its budget', () => {
  const { value, parts } = budgetOf(clean)
  const { sampling, ...others } = parts
  expect(value).toBeCloseTo(64, -1)
  expect(sampling).toBeGreaterThan(0.5)
  expect(others).toEqual({ drift: 0, stamps: 0, stalls: 0, prompt_length: 0, other_traffic: 0 })
})

/** What each fault comes to in the budget of mean TTFT, about 64 ms without a fault. */
const faults: [string, Injection, (halfWidth: number, value: number) => void][] = [
  ['sampling', { requestNoise: 0.3 }, (ms) => expect(ms).toBeGreaterThan(2 * chance())],
  // Rounds that lie up to 22 % from their mean: a standard deviation of 15 % of 78 ms, over 10 rounds.
  ['drift', { drift: 0.05 }, (ms) => expect(ms).toBeGreaterThan(5)],
  // p99 of a stamp that is late by 0 to 2 ms.
  ['stamps', { lateMs: 2 }, (ms) => expect(ms).toBeCloseTo(1.98, 9)],
  // One request in ten during which the client stood still for 25 ms.
  ['stalls', { stallMs: 25 }, (ms) => expect(ms).toBeCloseTo(2.5, 9)],
  // 16 tokens of 80 too many.
  ['prompt_length', { promptTokens: 80 }, (ms, value) => expect(ms).toBeCloseTo((value * 16) / 80, 9)],
  // 2 strangers after every tenth request.
  ['other_traffic', { strangers: 2 }, (ms, value) => expect(ms).toBeCloseTo(value * 0.2, 9)],
]

describe('each fault alone moves its own part of the budget and no other', () => {
  test.each(faults)('%s', async (own, injection, isRight) => {
    const { value, parts } = budgetOf(await injectedRun(injection))
    const { sampling = 0 } = parts
    isRight(parts[own] as number, value)
    const others = Object.entries(parts).filter(([part]) => part !== own && part !== 'sampling')
    expect(others.map(([, halfWidth]) => halfWidth)).toEqual(others.map(() => 0))
    // Chance stays chance, and of the same size, in a prompt that is a quarter longer too.
    if (own !== 'sampling') expect(sampling).toBeLessThan(1.35 * chance())
  })
})

test('a prompt of another length moves nothing of the time between tokens; late stamps do', async () => {
  const parts = async (injection: Injection) => budgetOf(await injectedRun(injection), 'avg_tbt_ms').parts
  expect((await parts({ promptTokens: 80 }))['prompt_length']).toBe(0)
  // 1.98 ms over five gaps.
  expect((await parts({ lateMs: 2 }))['stamps']).toBeCloseTo(1.98 / 5, 2)
})
