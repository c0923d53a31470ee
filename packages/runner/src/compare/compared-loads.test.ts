import { comparisonFile, ComparisonPlan, type ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { describe, expect, test } from 'vitest'
import { compareOnVirtualClock } from '../testing/compare-on-virtual-clock.js'
import { comparisonCells } from './comparison-cells.js'

const closed = { kind: 'closed', concurrency: 3 } as const
const poisson = { kind: 'poisson', rateRps: 4 } as const
const scenarios = [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 9 }]

const under = (verdicts: readonly ComparisonVerdict[] | undefined, load: string, metric: string) =>
  verdicts?.find((each) => each.load === load && each.metric === metric)

describe('a comparison under a closed loop and at a request rate', () => {
  const compared = compareOnVirtualClock(
    { a: {}, slow: { ttftMs: 50, tbtMs: 12.5 }, same: {} },
    { batchSizes: [], loads: [closed, poisson], requestsPerRound: 12, rounds: 8 },
  )

  test('finds the slower engine under both, and no difference in the equal one', async () => {
    const { result } = await compared
    for (const load of ['3 streams', 'Poisson 4/s']) {
      const own = (target: string) => result.comparison?.verdicts.filter((each) => each.target === target)
      expect(under(own('slow'), load, 'avg_ttft_ms')).toMatchObject({ verdict: 'worse', batchSize: null })
      expect(under(own('slow'), load, 'avg_tbt_ms')?.ratio.value as number).toBeCloseTo(1.25, 1)
      const alike = own('same')?.filter((each) => each.load === load)
      expect(alike?.map(({ verdict }) => verdict)).not.toContain('worse')
      expect(alike?.map(({ verdict }) => verdict)).not.toContain('better')
    }
  })

  test('sends every target the same requests at the same times of each round', async () => {
    const { records } = await compared
    const rounds = (target: string) => {
      const own = records.filter((each) => each.target === target && each.phase === 'measured')
      const starts = new Map<string, number>()
      for (const { workload, round, scheduledAt } of own) {
        const key = `${workload} ${round}`
        starts.set(key, Math.min(starts.get(key) ?? Number.POSITIVE_INFINITY, scheduledAt))
      }
      return own
        .filter(({ workload }) => workload === 'short_poisson_4_s')
        .map((each) => [each.requestId, each.scheduledAt - (starts.get(`${each.workload} ${each.round}`) as number)])
        .sort()
    }
    const [a, slow] = [rounds('a'), rounds('slow')]
    expect(a).toHaveLength(12 * 8)
    a.forEach(([id, at], place) => {
      expect(slow[place]?.[0]).toBe(id)
      expect(slow[place]?.[1] as number).toBeCloseTo(at as number, 6)
    })
  })

  test('keeps the closed loop at its concurrency, with more requests a round than streams', async () => {
    const { records } = await compared
    const own = records.filter((each) => each.target === 'a' && each.round === 2 && each.workload === 'short_3_streams')
    expect(own).toHaveLength(12)
    const inFlightAt = (time: number) => own.filter(({ startAt, endAt }) => startAt <= time && time < endAt).length
    expect(Math.max(...own.map(({ startAt }) => inFlightAt(startAt)))).toBe(3)
  })

  test('leaves a file that names its loads and can be read back', async () => {
    const { result } = await compared
    const wire = JSON.parse(JSON.stringify(comparisonFile.serialize(result.comparison as never)))
    expect(wire).toMatchObject({ batch_sizes: [], loads: ['3 streams', 'Poisson 4/s'] })
    expect(comparisonFile.parse(wire, 'comparison.json')).toEqual(result.comparison)
    const [row] = result.targets[0]?.file.rows ?? []
    expect(row).toMatchObject({ scenario: 'short_3_streams', batchSize: null, rounds: 8 })
  })

  test('starts every round afresh and warms each load up', async () => {
    const { records } = await compared
    const warm = records.filter(({ phase, target }) => phase === 'warmup' && target === 'a')
    expect(warm.map(({ workload }) => workload).sort()).toEqual([
      ...Array<string>(12).fill('short_3_streams'),
      ...Array<string>(12).fill('short_poisson_4_s'),
    ])
  })
})

describe('the cells of a plan', () => {
  const cellsOf = (plan: object) => comparisonCells(ComparisonPlan.parse({ scenarios, ...plan }))

  test('are the batches of 1, 2 and 4 where nothing else is said', () => {
    expect(cellsOf({}).map(({ name, batchSize, load }) => [name, batchSize, load])).toEqual([
      ['short_b1', 1, null],
      ['short_b2', 2, null],
      ['short_b4', 4, null],
    ])
  })

  test('have rounds long enough for their load', () => {
    const requests = (load: object) => cellsOf({ batchSizes: [], loads: [load] })[0]?.workload.requests
    expect(requests({ kind: 'closed', concurrency: 8 })).toBe(32)
    expect(requests({ kind: 'closed', concurrency: 1 })).toBe(16)
    expect(requests({ kind: 'poisson', rateRps: 12 })).toBe(120)
    expect(requests({ kind: 'trace', arrivalsMs: [0, 5, 9] })).toBe(3)
  })
})

test.each([
  ['no load at all', { batchSizes: [] }, 'give a batch size or a load'],
  ['one load twice', { loads: [poisson, poisson] }, 'two loads cannot be distinguished: Poisson 4/s'],
  ['a ramp', { loads: [{ ...poisson, rampUpSeconds: 3 }] }, 'without a ramp'],
])('a plan with %s is refused', (_, plan, message) => {
  expect(() => ComparisonPlan.parse({ scenarios, ...plan })).toThrow(message)
})
