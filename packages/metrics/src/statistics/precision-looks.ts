import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { FEWEST_FOR_MIXTURE } from './dependent-mean.js'

/** A moment at which a run is looked at: after how many rounds, and with which chance that its interval misses. */
export type PrecisionLook = { readonly rounds: number; readonly alpha: number }

/** Where a run that ends once it is precise is looked at, as shares of its rounds: each look has about 1.7 times the rounds of the one before. */
const PRECISION_LOOKS = [0.2, 1 / 3, 0.58, 1]

/**
 * When a run that ends once a figure is known well enough is looked at. Alpha is spent evenly, for such a run ends as often early as late. No
 * look before 12 rounds: in fewer, rounds that depend on one another look like precision.
 *
 * @throws BenchError `invalid_argument` below 12 rounds.
 * @see docs/statistics.md for what the intervals of these looks hold
 * @example precisionLooks(60) // after 12, 20, 35 and 60 rounds
 */
export function precisionLooks(maxRounds: number): PrecisionLook[] {
  if (!(maxRounds >= FEWEST_FOR_MIXTURE))
    throw invalidArgument('maxRounds', maxRounds, `give at least ${FEWEST_FOR_MIXTURE}`)
  const rounds = new Set(PRECISION_LOOKS.map((share) => Math.max(FEWEST_FOR_MIXTURE, Math.round(maxRounds * share))))
  return [...rounds].map((each) => ({ rounds: each, alpha: 0.05 / rounds.size }))
}
