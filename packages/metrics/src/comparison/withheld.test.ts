import { expect, test } from 'vitest'
import type { CapturedRounds } from './captured-rounds.js'
import { compareTargets } from './compare-targets.js'
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
  const unfit = { by: 'load', reason: 'b: mean concurrency 1.26 of 8 that were asked for' } as const
  const judged = ttft({ unfit })
  expect(judged).toMatchObject({ verdict: 'inconclusive', withheld: 'load', reason: unfit.reason, roundsNeeded: null })
  expect(judged?.ratio.low).not.toBeNull()
})

test('an agreement of the two is taken away as well', () => {
  const unfit = { by: 'client', reason: 'the client was at its limit' } as const
  const same = (options: object) =>
    compareTargets({ target: 'b', baseline, candidate: captured(40) }, options).find(
      ({ metric }) => metric === 'avg_ttft_ms',
    )
  expect(same({})?.verdict).toBe('equivalent')
  expect(same({ unfit })).toMatchObject({ verdict: 'inconclusive', withheld: 'client' })
})

test('what forbids one metric leaves the others', () => {
  const withhold = ({ needsLength }: { needsLength: boolean }) =>
    needsLength ? ({ by: 'condition', reason: 'answers of different lengths' } as const) : null
  const verdicts = compareTargets({ target: 'b', baseline, candidate }, { withhold })
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
