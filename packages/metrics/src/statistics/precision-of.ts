import { laggedCorrelation } from './autocorrelation.js'
import type { Bounds } from './bounds.js'
import { FEWEST_FOR_MIXTURE, meanMixtures, mixtureInterval } from './dependent-mean.js'
import { mean } from './mean.js'
import { meanInterval } from './mean-interval.js'
import { sampleStd } from './population-std.js'
import { studentTails } from './student-tail.js'

/** How well a figure is known from its value in each round, and what stands against knowing it better. */
export type Precision = Bounds & {
  readonly value: number
  /** Half width of the interval as a share of the value; the wider half where the interval is not even. */
  readonly halfWidth: number
  /** Rounds after which the half width would be the one that is wished for, if nothing else changes. */
  readonly roundsNeeded: number
  /** Lag-1 correlation of the rounds, corrected for the bias of short series; `null` below 12 rounds, where it cannot be seen. */
  readonly correlation: number | null
  /** Second half over first half, less 1, where that is more than chance and more than the wished half width; else `null`. */
  readonly drift: number | null
}

export type PrecisionOptions = {
  /** Wished half width as a share of the value. */
  readonly target: number
  /** Chance that the interval of this look misses. */
  readonly alpha: number
}

/** A change between the halves is reported where chance alone makes it in fewer cases than this. */
const DRIFT_P = 0.01

/**
 * The interval of a mean over rounds at one look, and whether more rounds would narrow it. From 12 rounds on it allows for rounds that depend
 * on one another, below that it takes them as independent. Where the alphas of all looks add up to 5 %, whichever look ends the run has an
 * interval that holds in 95 % of runs, whatever the rule that ends it.
 *
 * @param rounds - the figure of each round, in the order in which they were measured.
 * @returns `null` below 5 rounds, and for a mean of 0.
 * @example precisionOf([100, 101, 99, 100, 102, 98], { target: 0.03, alpha: 0.05 })?.halfWidth // 0.0148
 */
export function precisionOf(rounds: readonly number[], { target, alpha }: PrecisionOptions): Precision | null {
  const value = mean(rounds)
  const bounds = boundsOf(rounds, 1 - alpha)
  if (bounds === null || value === null || value === 0) return null
  const halfWidth = Math.max(bounds.high - value, value - bounds.low) / Math.abs(value)
  return {
    value,
    ...bounds,
    halfWidth,
    roundsNeeded: Math.ceil(rounds.length * (halfWidth / target) ** 2),
    correlation: rounds.length < FEWEST_FOR_MIXTURE ? null : laggedCorrelation(rounds),
    drift: driftOf(rounds, target),
  }
}

function boundsOf(rounds: readonly number[], confidence: number): Bounds | null {
  const spread = sampleStd(rounds) ?? 0
  const [mixture] = rounds.length >= FEWEST_FOR_MIXTURE && spread > 0 ? meanMixtures([rounds]) : []
  return mixture ? mixtureInterval(mixture.own, confidence) : meanInterval(rounds, { confidence })
}

/** Student's test of the two halves, an odd round in the middle left out. */
function driftOf(rounds: readonly number[], target: number): number | null {
  const half = Math.floor(rounds.length / 2)
  const [first, second] = [rounds.slice(0, half), rounds.slice(-half)]
  const [before, after] = [mean(first) as number, mean(second) as number]
  const change = after / before - 1
  const error = Math.sqrt(((sampleStd(first) as number) ** 2 + (sampleStd(second) as number) ** 2) / half)
  if (half < 3 || Math.abs(change) <= target) return null
  return error === 0 || studentTails((after - before) / error, 2 * half - 2) < DRIFT_P ? change : null
}
