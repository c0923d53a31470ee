import { expect, test } from 'vitest'
import type { CapturedRounds } from './captured-rounds.js'
import { compareTargets } from './compare-targets.js'
import { headlineMetrics } from './headline-metrics.js'
import { stampErrorShare } from './stamp-error.js'

/** 12 rounds whose times vary by half a percent; answers take `ttftMs` and 50 gaps of `tbtMs`. */
const captured = (ttftMs: number, tbtMs = 10): CapturedRounds => ({
  rounds: Array.from({ length: 12 }, (_, round) => {
    const noise = 1 + ((round % 3) - 1) / 200
    const e2elMs = ttftMs + 50 * tbtMs
    return {
      round,
      requests: 4,
      failed: 0,
      figures: {
        avg_ttft_ms: ttftMs * noise,
        avg_tbt_ms: tbtMs * noise,
        avg_e2el_ms: e2elMs * noise,
        output_throughput_tps: 51_000 / (e2elMs * noise),
      },
    }
  }),
  blocks: [],
  roundsPerBlock: 7,
  requests: 48,
  failed: 0,
})

const verdictOf = (metric: string, sides: readonly [CapturedRounds, CapturedRounds], stampErrorMs: number | null) =>
  compareTargets(
    { target: 'b', baseline: sides[0], candidate: sides[1] },
    { evidence: { candidate: { stampErrorMs } } },
  ).find((each) => each.metric === metric)

test('an error of a stamp leaves a verdict on a far larger gap alone', () => {
  expect(verdictOf('avg_ttft_ms', [captured(400), captured(500)], 2.3)).toMatchObject({
    verdict: 'worse',
    withheld: null,
  })
})

test('it withholds a verdict on a gap of its own size, and says how large it is', () => {
  const sides = [captured(20), captured(22)] as const
  expect(verdictOf('avg_ttft_ms', sides, null)?.verdict).toBe('worse')
  expect(verdictOf('avg_ttft_ms', sides, 2.3)).toMatchObject({
    verdict: 'inconclusive',
    withheld: 'stamps',
    reason: expect.stringContaining('2.3 ms late (calibrated p99), which moves this metric by up to 11.5 %'),
  })
})

test('an agreement that such an error could hide a difference in is withheld, and one that it could not is not', () => {
  expect(verdictOf('avg_ttft_ms', [captured(20), captured(20)], 2.3)?.withheld).toBe('stamps')
  expect(verdictOf('avg_ttft_ms', [captured(800), captured(800)], 2.3)).toMatchObject({ verdict: 'equivalent' })
})

test('times between tokens spread the error of two stamps over all tokens of an answer', () => {
  const [tbt] = headlineMetrics.filter(({ name }) => name === 'avg_tbt_ms')
  const [ttft] = headlineMetrics.filter(({ name }) => name === 'avg_ttft_ms')
  const [output] = headlineMetrics.filter(({ name }) => name === 'output_throughput_tps')
  const share = (metric = tbt) => stampErrorShare(metric as never, { baseline: captured(100), errorMs: 2.5 })
  expect(share(tbt)).toBeCloseTo(5 / 500, 10)
  expect(share(ttft)).toBeCloseTo(2.5 / 100, 10)
  expect(share(output)).toBeCloseTo(2.5 / 600, 10)
  // 1 % of two stamps over 50 tokens: a difference of 5 % between 10 and 10.5 ms stands.
  expect(verdictOf('avg_tbt_ms', [captured(100, 10), captured(100, 10.5)], 2.5)).toMatchObject({
    verdict: 'worse',
    withheld: null,
  })
})

test('rounds that do not say how long an answer took have no share, and lose nothing', () => {
  const { rounds, ...rest } = captured(100)
  const bare = { ...rest, rounds: rounds.map((each) => ({ ...each, figures: { output_throughput_tps: 80 } })) }
  const [output] = headlineMetrics.filter(({ name }) => name === 'output_throughput_tps')
  expect(stampErrorShare(output as never, { baseline: bare, errorMs: 2.5 })).toBeNull()
})
