import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'

/**
 * What is known of the metrics that are undecided: above which size no difference is left, what more requests or rounds would decide, and
 * of which nothing can be said. The largest of the cells of a metric counts, because it holds for all of them.
 *
 * @param own - verdicts of one target.
 * @returns `null` where nothing is undecided but what was withheld, which says why in its own place.
 */
export function knownOfUndecided(own: readonly ComparisonVerdict[]): string | null {
  const undecided = own.filter(
    (each) => each.verdict === 'inconclusive' && each.withheld === null && each.metric !== 'error_rate',
  )
  const metrics = [...new Set(undecided.map(({ metric }) => metric))]
  const facts = metrics.map((metric) => {
    const cells = undecided.filter((each) => each.metric === metric)
    const bounds = cells.map(largestChange)
    const known = bounds.every((bound) => bound !== null)
    return {
      metric,
      bound: known ? Math.max(...bounds) : null,
      requests: Math.max(0, ...cells.map(({ requestsNeeded }) => requestsNeeded ?? 0)),
    }
  })
  const bounded = facts.filter(({ bound }) => bound !== null && bound <= 1)
  const waiting = facts.filter(({ requests }) => requests > 0)
  const silent = facts.filter((each) => !bounded.includes(each) && !waiting.includes(each))
  const rounds = Math.max(0, ...own.map(({ roundsNeeded }) => roundsNeeded ?? 0))
  const parts = [
    ...(bounded.length > 0
      ? [`no difference above ${bounded.map((each) => `${formatShare(each.bound)} in ${each.metric}`).join(', ')}`]
      : []),
    ...needs(waiting),
    ...(silent.length > 0 ? [`nothing can be said of ${silent.map(({ metric }) => metric).join(', ')}`] : []),
    ...(rounds > 0 ? [`about ${plural(rounds, 'round')} would decide all that rounds can`] : []),
  ]
  return parts.length === 0 ? null : parts.join('; ')
}

/** Metrics that need equally many requests are named together. */
function needs(waiting: readonly { readonly metric: string; readonly requests: number }[]): string[] {
  return [...new Set(waiting.map(({ requests }) => requests))].map((requests) => {
    const metrics = waiting.filter((each) => each.requests === requests).map(({ metric }) => metric)
    return `${metrics.join(' and ')} ${metrics.length === 1 ? 'needs' : 'need'} about ${plural(requests, 'more request')}`
  })
}

/** The end of the 95 % interval that is farther from 1, as a share of the baseline. */
function largestChange({ ratio: { low, high } }: ComparisonVerdict): number | null {
  return low === null || high === null ? null : Math.max(high - 1, 1 - low)
}
