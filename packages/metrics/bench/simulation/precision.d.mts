import type { Precision, PrecisionOptions } from '../../src/statistics/precision-of.js'
import type { PrecisionLook } from '../../src/statistics/precision-looks.js'

export type StoppingOptions = {
  readonly looks: readonly PrecisionLook[]
  readonly target: number
  readonly phi: number
  readonly noiseShare: number
  /** Of the rounds, as a per cent of the mean. */
  readonly spread: number
  readonly seed: number
  readonly repetitions: number
}

export function stopping(
  judge: (rounds: readonly number[], options: PrecisionOptions) => Precision | null,
  options: StoppingOptions,
): { reached: number; held: number; reachedHeld: number | null; medianRounds: number }
