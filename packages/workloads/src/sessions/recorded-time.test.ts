import { expect, test } from 'vitest'
import { recordedTime } from './recorded-time.js'

const begin = Date.UTC(2026, 2, 1, 10)

test.each([
  ['2026-03-01T10:00:00Z', begin],
  ['2026-03-01 10:00:00.1234567', begin + 123.4567],
  ['2026-03-01T12:00:00.5+02:00', begin + 500],
  [begin / 1000, begin],
  [begin, begin],
  [`${begin}000`, begin],
  [`${begin}000000`, begin],
])('%s is a moment', (value, ms) => {
  expect(recordedTime.parse(value)).toBeCloseTo(ms, 3)
})

test.each(['-5', -5, 'turn 7', '2026', '', 'Infinity', Number.NaN, '2026-13-01T00:00:00Z'])('%s is none', (value) => {
  const parsed = recordedTime.safeParse(value)
  // A number of four digits is one of seconds, and no year.
  if (value === '2026') expect(parsed.data).toBe(2_026_000)
  else expect(parsed.success).toBe(false)
})
