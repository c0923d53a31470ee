import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { expect, test } from 'vitest'
import { anchorDrift } from './anchor-drift.js'
import { kneeOf } from './knee.js'
import { isOverloaded } from './overload.js'
import { paretoStandings } from './pareto-standings.js'

const known = (value: number, half = 0) => ({ value, low: value - half, high: value + half })

test('a point is dominated only where another is better in both by more than the intervals', () => {
  const points = [
    { x: known(10, 1), y: known(100, 5) },
    { x: known(20, 1), y: known(50, 5) },
    { x: known(9.5, 1), y: known(99, 5) },
    { x: known(5, 1), y: known(40, 5) },
  ]
  expect(paretoStandings(points)).toEqual(['frontier', 'frontier', 'near', 'dominated'])
})

test('two equal points are both on the frontier', () => {
  const point = { x: known(1), y: known(1) }
  expect(paretoStandings([point, { ...point }])).toEqual(['frontier', 'frontier'])
})

/** A server of `slots` places, each of which answers in a second: the answer takes longer once requests wait for a place. */
const withSlots = (slots: number, loads: readonly number[]) =>
  loads.map((load) => ({
    inFlight: load,
    rateRps: known(Math.min(load, slots), 0.05),
    answerS: known(Math.max(1, load / slots), 0.01),
  }))

test('the knee of a server with 4 places is at 4 requests in flight', () => {
  const { inFlight, message } = kneeOf(withSlots(4, [1, 2, 4, 8, 16]))
  expect(inFlight?.value).toBeCloseTo(4)
  expect(inFlight?.low).toBeLessThan(4)
  expect(inFlight?.high).toBeGreaterThan(4)
  expect(message).toContain('knee is at 4 requests in flight')
})

test('whole numbers keep their zeros', () => {
  const { message } = kneeOf(withSlots(100, [1, 25, 50, 100, 200, 400]))
  expect(message).toMatch(/^the knee is at 100 requests in flight \(95 %: .+\): .+ stays at 100 req\/s$/)
})

test('a sweep that ends before throughput does claims no knee', () => {
  expect(kneeOf(withSlots(32, [1, 2, 4, 8]))).toMatchObject({
    inFlight: null,
    message: expect.stringContaining('sweep further'),
  })
})

test('anchors that differ by more than their intervals and 5 % show drift', () => {
  const anchors = [100, 101, 130].map((ttft) => ({ avg_ttft_ms: known(ttft, 4) }))
  expect(anchorDrift(anchors)).toEqual([{ figure: 'avg_ttft_ms', ratio: expect.closeTo(1.3), drifted: true }])
})

test('anchors that differ within their intervals, or have none, show no drift', () => {
  expect(anchorDrift([100, 104].map((ttft) => ({ a: known(ttft, 10) })))).toMatchObject([{ drifted: false }])
  expect(anchorDrift([{ a: { value: 1, low: null, high: null } }, { a: known(2, 0.1) }])).toEqual([])
})

test('a queue that grows by a request every other arrival is overload, one that walks at random is not', () => {
  const growing = Array.from({ length: 400 }, (_, at) => ({ latencyMs: at, inFlight: at / 2 }))
  expect(isOverloaded(growing)).toBe(true)
  expect(isOverloaded(growing.slice(0, 40))).toBe(false)
  const walks = Array.from({ length: 50 }, (_, seed) => {
    const random = createRandom(seed)
    let inFlight = 20
    return Array.from({ length: 2000 }, () => {
      inFlight = Math.max(0, inFlight + (random.uniform() < 0.5 ? 1 : -1))
      return { latencyMs: 10 * inFlight, inFlight }
    })
  })
  expect(walks.filter(isOverloaded)).toEqual([])
})

test('a queue that grows while answers wait no longer is no overload', () => {
  const served = Array.from({ length: 400 }, (_, at) => ({ latencyMs: 100, inFlight: at / 2 }))
  expect(isOverloaded(served)).toBe(false)
})
