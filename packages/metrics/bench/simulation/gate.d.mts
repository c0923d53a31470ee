import type { rowOfStarts } from '../../src/rows/row-of-starts.js'
import type { perfRegressions } from '../../src/verdicts/perf-regressions.js'

export declare function gateAlarms(
  library: { perfRegressions: typeof perfRegressions; rowOfStarts: typeof rowOfStarts },
  options: {
    cv: number
    starts: readonly [number, number]
    slower?: number
    tbtAlone?: boolean
    seed: number
    repetitions: number
  },
): { alarm: number; critical: number; uncorrected: number }
