import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLatenessLog, latenessAt, mergeLateness } from './read-lateness.js'

const logOf = (values: readonly number[]) => {
  const log = createLatenessLog()
  for (const value of values) log.add(value)
  return { ...log.take(), clockErrorMs: 0.0001 }
}

test('a percentile is never below the exact one and at most a thirty-second part above it', () => {
  const lateness = fc.double({ min: 0.0001, max: 60_000, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(lateness, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = [...values].sort((a, b) => a - b)
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number
        const found = latenessAt(logOf(values), share) as number
        expect(found).toBeGreaterThanOrEqual(exact)
        expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 32) + 1e-12)
      },
    ),
  )
})

test('reads of several threads count as those of one', () => {
  const together = mergeLateness([logOf([0.01, 0.02]), logOf([3, 40])])
  expect(together).toMatchObject({ reads: 4, maxMs: 40 })
  expect(latenessAt(together as NonNullable<typeof together>, 1)).toBe(40)
  expect(mergeLateness([])).toBeNull()
})

test('no reads have no percentile, and what was taken is not counted again', () => {
  const log = createLatenessLog()
  log.add(1)
  log.addUnstamped()
  expect(log.take()).toMatchObject({ reads: 1, unstamped: 1, maxMs: 1 })
  const rest = { ...log.take(), clockErrorMs: 0 }
  expect(rest).toMatchObject({ reads: 0, unstamped: 0, maxMs: 0 })
  expect(latenessAt(rest, 0.5)).toBeNull()
})

test('a lateness that cannot be, and one beyond all steps, are counted at the ends', () => {
  const odd = logOf([-1, 0, 1e9])
  expect(odd.reads).toBe(3)
  expect(latenessAt(odd, 0.5)).toBeLessThan(0.0001)
})
