import { describe, expect, test } from 'vitest'
import { defaultRounds, sequentialLooks } from './sequential-looks.js'

describe('sequential looks', () => {
  test('spend the whole alpha and no more', () => {
    for (const maxRounds of [5, 7, 20, 50, 200]) {
      const looks = sequentialLooks({ maxRounds })
      expect(looks.reduce((total, { alpha }) => total + alpha, 0)).toBeCloseTo(0.05, 12)
      expect(looks.at(-1)?.rounds).toBe(maxRounds)
    }
  })

  test('save most of it for the end', () => {
    // 0.05 * (0.25^3, 0.5^3 - 0.25^3, 0.75^3 - 0.5^3, 1 - 0.75^3)
    const looks = sequentialLooks({ maxRounds: 40 })
    expect(looks.map(({ rounds }) => rounds)).toEqual([10, 20, 30, 40])
    ;[0.00078125, 0.00546875, 0.01484375, 0.02890625].forEach((alpha, at) =>
      expect(looks[at]?.alpha).toBeCloseTo(alpha, 12),
    )
  })

  test('do not look before 5 rounds', () => {
    expect(sequentialLooks({ maxRounds: 12 }).map(({ rounds }) => rounds)).toEqual([6, 9, 12])
  })

  test('need 5 rounds and a look', () => {
    expect(() => sequentialLooks({ maxRounds: 4 })).toThrow('maxRounds cannot be 4')
    expect(() => sequentialLooks({ maxRounds: 40, looks: 0 })).toThrow('looks cannot be 0')
  })
})

test('the default budget is 240 requests a target, in 24 rounds at least', () => {
  expect([1, 2, 4, 32].map(defaultRounds)).toEqual([240, 120, 60, 24])
})
