import { describe, expect, test } from 'vitest'
import { saturationReasons } from './e2e-row.js'

type Overhead = Parameters<typeof saturationReasons>[0]
type Calibration = Parameters<typeof saturationReasons>[1]

const steps = [
  { streams: 1, errorP99Ms: 0.4 },
  { streams: 8, errorP99Ms: 2.3 },
]
const calibration = { steps } as unknown as Calibration
const overhead = (clientSaturated: boolean, reasons: readonly string[]) =>
  ({ clientOverhead: { clientSaturated, reasons, calibrationErrorP99Ms: 2.3 } }) as unknown as Overhead

describe('why the client of a row was at its limit', () => {
  test('of a calibration says with how many streams it was made, and how to leave it out', () => {
    const [stamps, ...others] = saturationReasons(
      overhead(true, ['calibrated stamp error p99 2.3 ms, limit 1 ms', 'event-loop delay p99 12.0 ms, limit 10 ms']),
      calibration,
    )
    expect(stamps).toMatch(
      /^calibrated stamp error p99 2\.3 ms, limit 1 ms, as calibrated with 8 streams;.*--no-calibration/,
    )
    expect(others).toEqual(['event-loop delay p99 12.0 ms, limit 10 ms'])
  })

  test('is nothing where it was not', () => {
    expect(saturationReasons(overhead(false, []), calibration)).toEqual([])
    expect(saturationReasons({ clientOverhead: null }, null)).toEqual([])
  })
})
