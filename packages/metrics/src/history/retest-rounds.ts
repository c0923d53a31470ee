import { roundsToDecide } from '../comparison/rounds-to-decide.js'
import { startsToSee } from '../verdicts/starts-to-see.js'
import { defaultMargin } from '../comparison/default-margin.js'

/** Pairs of rounds below which a comparison gives no interval. */
const FEWEST_ROUNDS = 5

/** What would settle whether a change is one. */
export type Retest = {
  /** Interleaved rounds of old and new that decide it in 8 of 10 comparisons. */
  readonly rounds: number
  /** Starts of each side, where it is starts that differ and not rounds. `null`: 100 would not do. */
  readonly starts: number | null
}

/**
 * How much has to be measured to settle a change of this size, if a round is as noisy as a run of the history: as a difference, or as an
 * equivalence within the margin, whichever comes sooner.
 *
 * @param ratio - new level over old level.
 * @param noise - from run to run, as a share.
 * @returns `null` where no number of rounds under a million would.
 * @example retestRounds({ ratio: 1.1, noise: 0.03 }) // { rounds: 6, starts: 3 }
 */
export function retestRounds({
  ratio,
  noise,
  margin = defaultMargin,
}: {
  readonly ratio: number
  readonly noise: number
  readonly margin?: number
}): Retest | null {
  const logRatio = Math.log(ratio)
  // Of a pair: both of its rounds are noisy.
  const standardError = (noise * Math.SQRT2) / Math.sqrt(FEWEST_ROUNDS)
  const estimate = {
    logRatio,
    standardError,
    degreesOfFreedom: FEWEST_ROUNDS - 1,
    n: FEWEST_ROUNDS,
    series: [],
    dependence: null,
  }
  const rounds = roundsToDecide(estimate, { alpha: 0.05, margin })
  return rounds === null
    ? null
    : { rounds, starts: startsToSee(noise, Math.max(margin, Math.expm1(Math.abs(logRatio)))) }
}
