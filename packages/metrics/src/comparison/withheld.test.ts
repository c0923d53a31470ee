import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { type CapturedRounds, capturedRounds } from './captured-rounds.js'
import { compareTargets } from './compare-targets.js'
import { awaitsRounds } from './judge-metric.js'
import { reachedNotKept } from './reached-load.js'

const captured = (ttftMs: number): CapturedRounds => ({
  rounds: Array.from({ length: 12 }, (_, round) => ({
    round,
    requests: 4,
    failed: 0,
    figures: { avg_ttft_ms: ttftMs + (round % 3) / 10, request_throughput_rps: 1000 / ttftMs },
  })),
  blocks: [],
  roundsPerBlock: 7,
  requests: 48,
  failed: 0,
})
const [baseline, candidate] = [captured(40), captured(60)]
const ttft = (options: Parameters<typeof compareTargets>[1]) =>
  compareTargets({ target: 'b', baseline, candidate }, options).find(({ metric }) => metric === 'avg_ttft_ms')

test('a cell that is unfit has no verdict on any metric, keeps its interval, and says why', () => {
  expect(ttft({})?.verdict).toBe('worse')
  const evidence = { candidate: { name: 'b', loadNotKept: 'mean concurrency 1.26 of 8 that were asked for' } }
  const reason =
    'the load was not the one that was asked for in the rounds of b (mean concurrency 1.26 of 8 that were asked for)'
  const judged = ttft({ evidence })
  expect(judged).toMatchObject({ verdict: 'inconclusive', withheld: 'load', reason, roundsNeeded: null })
  expect(judged?.ratio.low).not.toBeNull()
})

test('an agreement of the two is taken away as well', () => {
  const evidence = { baseline: { clientLimit: '' } }
  const same = (options: object) =>
    compareTargets({ target: 'b', baseline, candidate: captured(40) }, options).find(
      ({ metric }) => metric === 'avg_ttft_ms',
    )
  expect(same({})?.verdict).toBe('equivalent')
  expect(same({ evidence })).toMatchObject({ verdict: 'inconclusive', withheld: 'client' })
})

test('what forbids one metric leaves the others', () => {
  const evidence = { baseline: { outputTokens: 9 }, candidate: { outputTokens: 12 } }
  const verdicts = compareTargets({ target: 'b', baseline, candidate }, { evidence })
  const of = (name: string) => verdicts.find(({ metric }) => metric === name)
  expect(of('avg_ttft_ms')).toMatchObject({ verdict: 'worse', withheld: null })
  expect(of('request_throughput_rps')?.withheld ?? 'condition').toBe('condition')
})

test.each([
  [{ concurrency: 7.7, rateRps: 30, plannedRateRps: null }, 8, []],
  [{ concurrency: 1.26, rateRps: 3, plannedRateRps: null }, 8, ['mean concurrency 1.26 of 8 that were asked for']],
  [{ concurrency: null, rateRps: 5, plannedRateRps: 8 }, null, ['5.00 arrivals a second where the schedule had 8.00']],
  [{ concurrency: null, rateRps: 7.5, plannedRateRps: 8, waitedShare: 0.3 }, null, []],
  [
    { concurrency: null, rateRps: 4.8, plannedRateRps: 20, waitedShare: 0.75 },
    null,
    ['4.80 arrivals a second where the schedule had 20.00: 75 % of the requests waited for a place under the cap'],
  ],
])('a reached load of %j is held against what was asked', (reached, places, reasons) => {
  expect(reachedNotKept({ waitedShare: null, ...reached }, places)).toEqual(reasons)
})

test('a contaminated cache takes an agreement away too, and in a shared batch also that on the time between tokens', () => {
  const side = (): CapturedRounds => ({
    ...captured(40),
    rounds: captured(40).rounds.map((each) => ({ ...each, figures: { avg_ttft_ms: 40, avg_tbt_ms: 10 } })),
  })
  const judged = (batchSize: number) =>
    Object.fromEntries(
      compareTargets(
        { target: 'b', baseline: side(), candidate: side() },
        { evidence: { baseline: { cacheContaminated: true } }, batchSize },
      ).map((each) => [each.metric, each]),
    )
  expect(judged(1).avg_ttft_ms).toMatchObject({ verdict: 'inconclusive', withheld: 'cache' })
  expect(judged(1).avg_tbt_ms?.verdict).toBe('equivalent')
  expect(judged(4).avg_tbt_ms).toMatchObject({ verdict: 'inconclusive', withheld: 'cache' })
})

test('an undecided cell that is unfit says so too, and names no rounds', () => {
  const noisy = (shift: number): CapturedRounds => ({
    ...captured(40),
    rounds: captured(40).rounds.map((each, at) => ({
      ...each,
      figures: { avg_ttft_ms: 40 + ((at * 7 + shift) % 12) },
    })),
  })
  const options = { evidence: { baseline: { loadNotKept: 'another load' } } }
  const verdict = (with_: object) =>
    compareTargets({ target: 'b', baseline: noisy(0), candidate: noisy(5) }, with_).find(
      ({ metric }) => metric === 'avg_ttft_ms',
    )
  expect(verdict({})?.roundsNeeded).toBeGreaterThan(12)
  expect(verdict(options)).toMatchObject({ withheld: 'load', roundsNeeded: null })
})

test('rounds that could not show a doubling say so in words', () => {
  const wild = (seed: number): CapturedRounds => ({
    ...captured(40),
    rounds: captured(40).rounds.map((each, at) => ({ ...each, figures: { avg_ttft_ms: at % 5 === seed ? 4000 : 4 } })),
  })
  expect(
    compareTargets({ target: 'b', baseline: wild(0), candidate: wild(3) }).find(
      ({ metric }) => metric === 'avg_ttft_ms',
    ),
  ).toMatchObject({
    smallestDetectableShare: null,
    reason: 'these rounds are too few or too noisy to show even a doubling',
  })
})

test('a percentile of too few requests says how many more it needs', () => {
  const verdict = compareTargets({ target: 'b', baseline, candidate }).find(({ metric }) => metric === 'p99_tbt_ms')
  // 48 requests of the 125 that make five blocks of 25.
  expect(verdict).toMatchObject({ verdict: 'inconclusive', requestsNeeded: 77 })
})

test('further rounds are not awaited for what they hardly decide', () => {
  const each = (changes: object) => ({
    ...(ttft({}) as NonNullable<ReturnType<typeof ttft>>),
    verdict: 'inconclusive' as const,
    ...changes,
  })
  const rate = (value: number) => ({ value, low: null, high: null, n: 48, method: null })
  expect(awaitsRounds(each({}))).toBe(true)
  expect(awaitsRounds(each({ verdict: 'differs' }))).toBe(true)
  expect(awaitsRounds(each({ verdict: 'worse' }))).toBe(false)
  expect(awaitsRounds(each({ withheld: 'cache' }))).toBe(false)
  expect(awaitsRounds(each({ metric: 'p99_tbt_ms' }))).toBe(false)
  expect(awaitsRounds(each({ metric: 'error_rate', baseline: rate(0), candidate: rate(0) }))).toBe(false)
  expect(awaitsRounds(each({ metric: 'error_rate', baseline: rate(0), candidate: rate(0.02) }))).toBe(true)
})

test('requests that are released together have no rate, though several machines stamp that instant apart', () => {
  const records = [0, 1, 2].map((index) => {
    const scheduledAt = 100 + 0.01 * index
    return aRecord({ requestId: `r${index}`, index, scheduledAt, startAt: 100 + 0.02 * index, endAt: 150 })
  })
  const reached = (window: 'batch' | 'rounds') => capturedRounds(records, { window })
  expect(reached('batch')).toMatchObject({ reached: { rateRps: null, plannedRateRps: null }, loadNotKept: [] })
  expect(reached('rounds').loadNotKept).toEqual([expect.stringContaining('arrivals a second where the schedule had')])
})
