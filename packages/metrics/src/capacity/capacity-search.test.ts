import type { CapacityVisit } from '@sagellm-benchmark/protocol-types/sweeps'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CapacityOptions, type CapacityStep, createCapacitySearch } from './capacity-search.js'
import { visitOf } from './visit-of.js'

const limit = { kind: 'share', allowed: 0.05, breaks: (value: number) => value >= 1, binary: false } as const
const options: CapacityOptions = { limits: [limit], low: 0.25, high: 1024, start: 1 }

/** A load of which a fixed share breaks the limit, evenly: there is no noise. */
function noiseless(load: number, requests: number, share: number, more: Partial<CapacityVisit> = {}): CapacityVisit {
  const values = noiselessValues(requests, share)
  const measured = {
    load,
    seconds: requests / load,
    values: [values],
    latencies: values,
    overloaded: false,
    withheld: [],
  }
  return { ...visitOf(measured, [limit]), ...more }
}

function noiselessValues(requests: number, share: number): number[] {
  return Array.from({ length: requests }, (_, at) =>
    Math.floor((at + 1) * share) > Math.floor(at * share) ? 2 + (at % 7) / 10 : (at % 13) / 20,
  )
}

/** Steps until the search ends, at most 200 of them, none of which asks for more than ten million requests. */
function searched(given: CapacityOptions, answer: (step: Extract<CapacityStep, { kind: 'measure' }>) => CapacityVisit) {
  const search = createCapacitySearch(given)
  const loads: number[] = []
  let step = search.next()
  for (; step.kind === 'measure' && loads.length < 200 && step.requests <= 1e7; step = search.next()) {
    loads.push(step.load)
    search.observe(answer(step))
  }
  return { ...search.standing(), ended: step.kind === 'end' ? step.ended : null, loads }
}

/** Breaks ever more often: by the square of the load, and just as often as is allowed at the capacity. */
const shareAt = (load: number, capacity: number) => Math.min(1, 0.05 * (load / capacity) ** 2)

describe('without noise', () => {
  test('the interval holds the capacity, is as narrow as was asked, and no load outside the range is tried', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 900, noNaN: true }),
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        fc.constantFrom(0.25, 1, 30, 1024),
        (capacity, precision, start) => {
          const { low, high, ended, loads, estimate } = searched(
            { ...options, precision, start },
            ({ load, requests }) => noiseless(load, requests, shareAt(load, capacity)),
          )
          expect(ended).toBe('found')
          expect(low).toBeLessThanOrEqual(capacity)
          expect(high).toBeGreaterThanOrEqual(capacity)
          expect((high as number) / (low as number)).toBeLessThanOrEqual(1 + precision + 1e-6)
          expect(estimate).toBeGreaterThan(low as number)
          expect(Math.min(...loads)).toBeGreaterThanOrEqual(options.low)
          expect(Math.max(...loads)).toBeLessThanOrEqual(options.high)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('whole loads end between two neighbours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (capacity) => {
        const whole = { ...options, whole: true, low: 1, high: 64, precision: 0.05 }
        const { low, high, loads } = searched(whole, ({ load, requests }) =>
          noiseless(load, requests, load <= capacity ? 0.001 : 0.4),
        )
        expect(loads.every(Number.isInteger)).toBe(true)
        expect(low).toBeLessThanOrEqual(capacity)
        expect(high).toBeGreaterThan(capacity)
        expect((high as number) - (low as number)).toBeLessThanOrEqual(Math.max(1, 0.05 * (low as number) + 1e-9))
      }),
      { numRuns: 30 },
    )
  })
})

test('a search that is replayed from its visits asks for the same next', () => {
  const visits: CapacityVisit[] = []
  const answer = ({ load, requests }: { load: number; requests: number }) => {
    const visit = noiseless(load, requests, shareAt(load, 7))
    visits.push(visit)
    return visit
  }
  const first = searched(options, answer)
  for (let kept = 0; kept < visits.length; kept++) {
    const again = createCapacitySearch(options)
    for (const visit of visits.slice(0, kept)) again.observe(visit)
    expect(again.next()).toMatchObject({ kind: 'measure', load: first.loads[kept] })
  }
})

test('an overload fails, whatever the limits are', () => {
  const { low, high } = searched(options, ({ load, requests }) =>
    noiseless(load, requests, 0.0001, { overloaded: load > 10 }),
  )
  expect(low).toBeLessThanOrEqual(10)
  expect(high).toBeGreaterThan(10)
})

test.each([
  ['fails_at_least_load', 0.5, null, 0.25],
  ['meets_at_highest_load', 0.0001, 1024, null],
] as const)('%s', (end, share, low, high) => {
  const found = searched(options, ({ load, requests }) => noiseless(load, requests, share))
  expect(found).toMatchObject({ ended: end, low, high })
})

test('where the client is at its limit nothing is said of the server beyond', () => {
  const { ended, low, high } = searched(options, ({ load, requests }) =>
    noiseless(load, requests, 0.0001, load > 20 ? { withheld: ['the client was at its limit'] } : {}),
  )
  expect([ended, high]).toEqual(['client_limit', null])
  expect(low).toBeGreaterThan(20 / 1.2)
})

/** A measurement of a client that was late by at most `lateMs`, of values that hold its lateness. */
function late(load: number, requests: number, share: number, lateMs: number): CapacityVisit {
  const values = Array.from(noiselessValues(requests, share), (value) => value + lateMs)
  return visitOf(
    {
      ...{ load, seconds: requests / load, values: [values], latencies: values, overloaded: false },
      ...{ withheld: ['the client was late'], clientLate: true, late: { sentMs: 0, seenMs: lateMs } },
    },
    [limit],
  )
}

test('a late client finds the capacity where its lateness is small against the limit', () => {
  const { ended, low, high } = searched(options, ({ load, requests }) =>
    late(load, requests, load > 20 ? 0.4 : 0.0001, 0.03),
  )
  expect(ended).toBe('found')
  expect(low).toBeLessThanOrEqual(20)
  expect(high).toBeGreaterThan(20)
})

test('a late client says nothing where its own lateness may have broken the limit', () => {
  const { ended, low, high } = searched(options, ({ load, requests }) =>
    late(load, requests, 0.0001, load > 20 ? 2 : 0.03),
  )
  expect([ended, high]).toEqual(['client_limit', null])
  expect(low).toBeGreaterThan(20 / 1.2)
})

test('a late client of whose lateness nobody knows can show that the limits are met, and never that one is broken', () => {
  const late = { withheld: ['the client was at its limit'], clientLate: true }
  const { ended, low, high } = searched(options, ({ load, requests }) =>
    noiseless(load, requests, load > 20 ? 0.4 : 0.0001, late),
  )
  expect([ended, high]).toEqual(['client_limit', null])
  expect(low).toBeGreaterThan(20 / 1.2)
  expect(low).toBeLessThanOrEqual(20)
})

test('a late client that does not keep the rate ends the search at its limit, after two measurements of each load', () => {
  const { ended, low, high, loads } = searched(options, ({ load, requests }) =>
    load > 20 ? { ...late(load, requests, 0.0001, 500), clientLate: false } : noiseless(load, requests, 0.0001),
  )
  expect([ended, high]).toEqual(['client_limit', null])
  expect(low).toBeGreaterThan(20 / 1.2)
  for (const load of loads.filter((each) => each > 20)) expect(loads.filter((each) => each === load)).toHaveLength(2)
})

test('a client that is late only after the first measurement of a load is not given the whole time of the search', () => {
  const visited = new Set<number>()
  const { ended, high, loads } = searched(options, ({ load, requests }) => {
    const again = visited.has(load)
    visited.add(load)
    if (load <= 20) return noiseless(load, requests, 0.0001)
    return again ? late(load, requests, 0.0001, 2) : noiseless(load, requests, 0.03)
  })
  expect([ended, high]).toEqual(['client_limit', null])
  expect(Math.max(...loads.map((load) => loads.filter((each) => each === load).length))).toBeLessThanOrEqual(3)
})

test('two loads that contradict each other give no interval', () => {
  const search = createCapacitySearch(options)
  search.observe(noiseless(8, 2000, 0.4))
  search.observe(noiseless(16, 2000, 0.0001))
  expect(search.next()).toEqual({ kind: 'end', ended: 'contradiction' })
  expect(search.standing()).toMatchObject({ low: null, high: null })
})

test('a measurement that says nothing spends no error, so that it decides nothing', () => {
  const search = createCapacitySearch(options)
  const verdict = () => search.standing().levels.find(({ load }) => load === 1)?.verdict
  // None of 140 breaks the limit: not enough while a look may err by 0.05 / 30, and enough once it may err by a sixth.
  search.observe(noiseless(1, 140, 0))
  search.observe(noiseless(0.9, 4000, 0.0001))
  search.observe(noiseless(1.3, 4000, 0.4))
  expect(verdict()).toBe('undecided')
  search.observe(noiseless(1, 140, 0, { withheld: ['the client was at its limit'] }))
  expect(verdict()).toBe('undecided')
  search.observe(noiseless(1, 140, 0))
  expect(verdict()).toBe('meets')
})

test('a load whose latencies still rise meets nothing', () => {
  const search = createCapacitySearch(options)
  search.observe(noiseless(1, 4000, 0.0001, { rising: true }))
  expect(search.standing().low).toBeNull()
})

test('one limit of several that is broken is enough, and all of them have to be met', () => {
  const search = createCapacitySearch({ ...options, limits: [limit, limit] })
  const visit = (first: number, second: number, load: number) => {
    const [a, b] = [noiseless(load, 4000, first), noiseless(load, 4000, second)]
    search.observe({ ...a, tallies: [...a.tallies, ...b.tallies] })
  }
  visit(0.0001, 0.05, 1)
  expect(search.standing()).toMatchObject({ low: null, high: null })
  visit(0.0001, 0.0001, 2)
  visit(0.0001, 0.4, 4)
  expect(search.standing()).toMatchObject({ low: 2, high: 4 })
})

test.each([{ low: 0 }, { low: 5, high: 4 }, { precision: 0 }, { confidence: 1 }, { limits: [] }])(
  '%j is refused',
  (wrong) => {
    expect(() => createCapacitySearch({ ...options, ...wrong })).toThrow(/cannot be/)
  },
)
