import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { someRecords } from '../testing/some-records.js'
import { collectRequests } from './collect-requests.js'
import { inFlight } from './in-flight.js'
import { requestPlots } from './request-plots.js'
import { thinEcdf } from './thin-ecdf.js'

describe('collecting requests', () => {
  test('warm-up is counted apart and is in no sample', async () => {
    const requests = await collectRequests(someRecords(100))
    expect(requests).toMatchObject({ total: 98, warmup: 2, failed: 2, workloads: ['Q1', 'Q2'] })
    expect(requests.rows).toHaveLength(98)
  })

  test('a failed request has no latency, not a latency of zero', async () => {
    const requests = await collectRequests([aRecord({ errorClass: 'server_error' }), aRecord({ ttftMs: 12 })])
    expect([...requests.ttftMs]).toEqual([Number.NaN, 12])
  })

  test('a request that the run itself cut off is not a failure', async () => {
    const requests = await collectRequests([aRecord({ errorClass: 'cancelled_by_run' }), aRecord({})])
    expect(requests).toMatchObject({ total: 2, failed: 0, cancelled: 1 })
  })

  test('where rows do not fit, distributions stay whole and failures keep their share', async () => {
    const requests = await collectRequests(someRecords(5_000), { maxRows: 200, seed: 3 })
    expect(requests.ttftMs).toHaveLength(4_998)
    expect(requests.rows).toHaveLength(200)
    expect(requests.rows.filter((row) => row.errorClass !== null)).toHaveLength(40)
  })

  test('the same seed keeps the same rows', async () => {
    const ids = async (seed: number) =>
      (await collectRequests(someRecords(2_000), { maxRows: 50, seed })).rows.map((row) => row.requestId)
    expect(await ids(1)).toEqual(await ids(1))
    expect(await ids(1)).not.toEqual(await ids(2))
  })
})

describe('the distribution as drawn', () => {
  test('keeps the ends, the tail, and ascending order, in a bounded number of points', () => {
    const sorted = Float64Array.from({ length: 100_000 }, (_, at) => at)
    const points = thinEcdf(sorted)
    const values = points.map((point) => point.value)

    expect(points.length).toBeLessThan(400)
    expect(values[0]).toBe(0)
    expect(values.slice(-8)).toEqual([99_992, 99_993, 99_994, 99_995, 99_996, 99_997, 99_998, 99_999])
    expect(points.at(-1)?.share).toBe(1)
    expect(values).toEqual([...values].sort((a, b) => a - b))
  })

  test('every point lies on the true distribution', () => {
    const sorted = Float64Array.of(1, 2, 4, 8)
    expect(thinEcdf(sorted).map(({ value, share }) => [value, share])).toEqual([
      [1, 0.25],
      [2, 0.5],
      [4, 0.75],
      [8, 1],
    ])
  })
})

describe('requests in flight', () => {
  test('the mean of the bins is the time spent in flight over the time there was', () => {
    const startAt = Float64Array.of(0, 5, 12, 12, 30)
    const endAt = Float64Array.of(10, 33, 12.5, 40, 40)
    const bins = inFlight({ startAt, endAt }, { from: 0, to: 40, bins: 7 })
    const spent = startAt.reduce((sum, start, at) => sum + (endAt[at]! - start), 0)

    expect((bins.reduce((sum, each) => sum + each, 0) / 7) * 40).toBeCloseTo(spent, 9)
  })

  test('a request that covers a bin counts one there', () => {
    const bins = inFlight({ startAt: Float64Array.of(0, 1), endAt: Float64Array.of(4, 2) }, { from: 0, to: 4, bins: 4 })
    expect([...bins]).toEqual([1, 2, 1, 1])
  })
})

describe('the pictures of requests', () => {
  test('a thinned picture says so and still holds the slowest', async () => {
    const slow = aRecord({ startAt: 500_000, ttftMs: 9_999 })
    const requests = await collectRequests([...someRecords(6_000), slow])
    const time = requestPlots(requests, 'x').find((each) => each.plot === 'latency-over-time')!

    expect(time.subtitle).toMatch(/2000 of \d+ requests drawn/)
    expect(time.rows.some((row) => row.ms === 9_999)).toBe(true)
  })

  test('where nothing succeeded there is no distribution to draw', async () => {
    const requests = await collectRequests([
      aRecord({ errorClass: 'connect_failed', firstTokenAt: null, lastTokenAt: null, tokenAt: [] }),
    ])
    const drawn = requestPlots(requests, 'x').map((each) => each.plot)
    expect(drawn).not.toContain('latency-ecdf')
    expect(drawn).toContain('latency-over-time')
  })
})
