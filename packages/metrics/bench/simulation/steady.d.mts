import type { slicedInterval } from '../../src/statistics/sliced-interval.js'

export declare function steadyCoverage(
  interval: typeof slicedInterval,
  options: {
    places: number
    window: number
    cv: number
    drift?: number
    seed: number
    repetitions: number
  },
): { held: number; halfWidth: number }
