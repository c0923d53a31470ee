import { defaultMargin } from './default-margin.js'
import type { RoundStatistics } from '../run/round-statistics.js'
import { headlineMetrics } from './headline-metrics.js'
import { holm } from './holm.js'
import { differenceP, ratioInterval, unpairedRatio } from './ratio-estimate.js'

/** How one metric of one target changed from the first half of its rounds to the second. */
export type Drift = {
  readonly metric: string
  /** Second half over first half, with its 95 % interval. */
  readonly ratio: number
  readonly low: number
  readonly high: number
  readonly adjustedP: number
  /** True where the change is more than chance, corrected over the metrics, and more than the margin. */
  readonly drifted: boolean
}

/**
 * Whether a target changed while it was measured: a machine that got warmer, a cache that filled, a neighbour that came.
 *
 * @param rounds - of one target, in the order in which they were measured.
 * @returns one entry a metric taken over rounds; none below 10 rounds.
 */
export function driftCheck(
  rounds: readonly RoundStatistics[],
  { margin = defaultMargin }: { /** @default that of `ComparisonPlan` */ readonly margin?: number } = {},
): Drift[] {
  const half = Math.floor(rounds.length / 2)
  const estimates = headlineMetrics
    .filter(({ over }) => over === 'rounds')
    .flatMap(({ name }) => {
      const values = (part: readonly RoundStatistics[]) =>
        part.map(({ figures }) => figures[name]).filter((each) => !!each) as number[]
      const estimate = unpairedRatio(values(rounds.slice(0, half)), values(rounds.slice(-half)))
      return estimate ? [{ name, estimate }] : []
    })
  const adjusted = holm(estimates.map(({ estimate }) => differenceP(estimate)))
  return estimates.map(({ name, estimate }, at) => {
    const adjustedP = adjusted[at] as number
    const drifted = adjustedP < 0.05 && Math.abs(estimate.logRatio) > Math.log1p(margin)
    return { metric: name, ratio: Math.exp(estimate.logRatio), ...ratioInterval(estimate), adjustedP, drifted }
  })
}
