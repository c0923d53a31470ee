import { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { expect, test } from 'vitest'
import { knownOfUndecided } from './comparison-known.js'

const interval = (low: number | null, high: number | null) => ({
  value: 1,
  low,
  high,
  n: 24,
  method: 'rounds' as const,
})
const undecided = (metric: string, changes: Partial<ComparisonVerdict> = {}): ComparisonVerdict =>
  ComparisonVerdict.parse({
    ...{ target: 'b', metric, scenario: 'short', baseline: interval(1, 1), candidate: interval(1, 1) },
    ...{ ratio: interval(0.98, 1.06), verdict: 'inconclusive', ...changes },
  })

test('of two equal engines the report says how much they can differ at most, and what a percentile lacks', () => {
  const own = [
    undecided('avg_tbt_ms', { roundsNeeded: 80 }),
    undecided('avg_tbt_ms', { scenario: 'long', ratio: interval(0.91, 1.02), roundsNeeded: 310 }),
    undecided('avg_ttft_ms', { ratio: interval(0.97, 1.12) }),
    undecided('p99_ttft_ms', { ratio: interval(null, null), requestsNeeded: 400 }),
    undecided('error_rate'),
  ]
  expect(knownOfUndecided(own)).toBe(
    'no difference above 9.0 % in avg_tbt_ms, 12.0 % in avg_ttft_ms; p99_ttft_ms needs about 400 more requests; about 310 rounds would decide all that rounds can',
  )
})

test('what rounds are too noisy to say is said without a number', () => {
  const wild = undecided('avg_tbt_ms', { ratio: interval(0.1, 6077) })
  expect(knownOfUndecided([wild])).toBe('nothing can be said of avg_tbt_ms')
})

test('decided and withheld verdicts leave nothing to say here', () => {
  const equal = undecided('avg_tbt_ms', { verdict: 'equivalent' })
  const taken = undecided('avg_ttft_ms', { withheld: 'load', reason: 'b: mean concurrency 1.3 of 8' })
  expect(knownOfUndecided([equal, taken])).toBeNull()
})
