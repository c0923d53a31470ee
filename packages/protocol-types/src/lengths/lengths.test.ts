import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../random/create-random.js'
import { lengthKinds } from './length-kinds.js'
import { LengthDistribution, lengthKindOf } from './length-plan.js'

const here = import.meta.dirname
const page = readFileSync(join(here, '../../../../docs/shapes.md'), 'utf8')
const draws = 20_000

/** A sample of each kind, and the mean and the standard deviation that it has by its own definition. */
const samples = {
  fixed: { wish: { kind: 'fixed', tokens: 64 }, mean: 64, std: 0 },
  // Whole numbers a to b alike: variance ((b - a + 1)^2 - 1) / 12.
  uniform: { wish: { kind: 'uniform', mean: 100, rangeRatio: 0.5 }, mean: 100, std: Math.sqrt((101 ** 2 - 1) / 12) },
  normal: { wish: { kind: 'normal', mean: 300, stddev: 30 }, mean: 300, std: 30 },
  lognormal: { wish: { kind: 'lognormal', mean: 300, stddev: 150 }, mean: 300, std: 150 },
  histogram: {
    wish: {
      kind: 'histogram',
      bins: [
        { from: 10, to: 10, weight: 3 },
        { from: 50, to: 50, weight: 1 },
      ],
    },
    mean: 20,
    std: Math.sqrt(0.75 * 100 + 0.25 * 900),
  },
} as const

test('each kind is one file of its name, and each file is in the list', () => {
  const files = readdirSync(here).filter((file) =>
    readFileSync(join(here, file), 'utf8').includes('= defineLengthKind({'),
  )
  expect(lengthKinds.map(({ name }) => `${name}.ts`).sort()).toEqual(
    files.filter((file) => !file.includes('test')).sort(),
  )
})

describe.each(lengthKinds.map(({ name }) => name))('%s', (name) => {
  const { wish, mean, std } = samples[name]
  const lengths = LengthDistribution.parse(wish)
  const kind = lengthKindOf(lengths)
  const random = createRandom(11)
  const drawn = Array.from({ length: draws }, () => kind.draw(lengths, random))

  test('is described, documented and reads in a few words', () => {
    expect(page).toContain(`| \`${name}\` | ${kind.description} |`)
    expect(kind.text(lengths).length).toBeGreaterThan(1)
  })

  test('has its mean and its standard deviation, within six standard errors', () => {
    const average = drawn.reduce((sum, each) => sum + each, 0) / draws
    const spread = Math.sqrt(drawn.reduce((sum, each) => sum + (each - average) ** 2, 0) / draws)
    expect(Math.abs(average - mean)).toBeLessThanOrEqual((6 * std) / Math.sqrt(draws))
    expect(Math.abs(kind.mean(lengths) - mean)).toBeLessThanOrEqual((6 * std) / Math.sqrt(4000))
    expect(Math.abs(spread - std)).toBeLessThanOrEqual(0.05 * std)
  })

  test('draws whole numbers, hardly any beyond the largest', () => {
    expect(drawn.every((each) => Number.isInteger(each) && each >= 1)).toBe(true)
    expect(drawn.filter((each) => each > kind.largest(lengths)).length).toBeLessThan(20)
  })
})

test('bounds are kept, whatever they cut away', () => {
  const bounds = fc.record({
    mean: fc.integer({ min: 1, max: 500 }),
    stddev: fc.integer({ min: 0, max: 400 }),
    min: fc.integer({ min: 1, max: 200 }),
    more: fc.nat(300),
    kind: fc.constantFrom('normal', 'lognormal'),
  })
  fc.assert(
    fc.property(bounds, fc.nat(), ({ more, ...wish }, seed) => {
      const lengths = LengthDistribution.parse({ ...wish, max: wish.min + more })
      const length = lengthKindOf(lengths).draw(lengths, createRandom(seed))
      expect(length).toBeGreaterThanOrEqual(wish.min)
      expect(length).toBeLessThanOrEqual(wish.min + more)
    }),
  )
})
