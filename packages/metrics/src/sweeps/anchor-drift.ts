import type { AnchorDrift, Estimate } from '@sagellm-benchmark/protocol-types/sweeps'
import { normalQuantile } from '../statistics/normal.js'

/** Differences below this are no drift that anyone would act on. */
const MARGIN = 0.05

/**
 * Whether a target changed while it was swept, by measurements of the same load at several times.
 *
 * @param anchors - figures by wire name, one entry a measurement, in the order of measuring.
 * @returns one entry a figure that at least two anchors know with an interval.
 */
export function anchorDrift(anchors: readonly Readonly<Record<string, Estimate | null>>[]): AnchorDrift[] {
  const names = [...new Set(anchors.flatMap((each) => Object.keys(each)))]
  const series = names.flatMap((figure) => {
    const known = anchors.flatMap((each) => logOf(each[figure] ?? null) ?? [])
    return known.length < 2 ? [] : [{ figure, known }]
  })
  return series.map(({ figure, known }) => {
    const pairs = (known.length * (known.length - 1)) / 2
    const limit = normalQuantile(1 - 0.05 / (2 * pairs * series.length))
    const surely = known.some((a) =>
      known.some((b) => Math.abs(a.at - b.at) > Math.max(Math.log1p(MARGIN), limit * Math.hypot(a.error, b.error))),
    )
    const values = known.map(({ at }) => at)
    return { figure, ratio: Math.exp(Math.max(...values) - Math.min(...values)), drifted: surely }
  })
}

/** The logarithm with its standard error. */
function logOf(estimate: Estimate | null): { at: number; error: number } | null {
  if (estimate === null || !(estimate.value > 0)) return null
  const { value, low, high } = estimate
  if (low === null || high === null) return null
  return { at: Math.log(value), error: (high - low) / 2 / normalQuantile(0.975) / value }
}
