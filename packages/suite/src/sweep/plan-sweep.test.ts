import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planSweep, type PointInput } from './plan-sweep.js'

const point = (concurrency: number): PointInput => ({
  settings: { concurrency },
  plan: {
    target: { kind: 'cpu' },
    workloads: [
      {
        ...{ name: 'custom', source: 'short_qa', promptTokens: 8, outputTokens: 4, requests: 4 },
        load: { kind: 'closed', concurrency, rampUpSeconds: 0 },
      },
    ],
  },
})
const points = (count: number) => Array.from({ length: count }, (_, at) => point(at + 1))

test('every point is measured, the middle one at the beginning, between and at the end, each with prompts of its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 6 }), fc.nat(), (count, anchors, seed) => {
      const plan = planSweep({ points: points(count), anchors, seed })
      const middle = Math.floor((count - 1) / 2) + 1
      const measured = plan.points.map(({ settings }) => settings['concurrency'])
      expect([...new Set(measured)].sort((a, b) => Number(a) - Number(b))).toEqual(points(count).map((_, at) => at + 1))
      expect(plan.points.filter(({ anchor }) => anchor)).toHaveLength(anchors)
      expect([measured[0], measured.at(-1)]).toEqual([middle, middle])
      expect(new Set(plan.points.map((each) => each.plan.seed)).size).toBe(plan.points.length)
      expect(new Set(plan.points.map(({ id }) => id)).size).toBe(plan.points.length)
    }),
  )
})

test('the same seed gives the same order, another one another', () => {
  const order = (seed: number) => planSweep({ points: points(12), seed }).points.map(({ id }) => id)
  expect(order(1)).toEqual(order(1))
  expect(order(1)).not.toEqual(order(2))
})

test('a sweep without points, and a point of two workloads, are refused', () => {
  expect(() => planSweep({ points: [] })).toThrow(/points cannot be 0/)
  const [first] = point(1).plan.workloads
  const two = { settings: {}, plan: { ...point(1).plan, workloads: [first, { ...first, name: 'b' }] } } as PointInput
  expect(() => planSweep({ points: [two] })).toThrow(/workloads cannot be 2/)
})
