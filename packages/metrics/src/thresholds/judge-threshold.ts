import type { AggregatedMetrics, Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Figure, figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { type Threshold, type ThresholdFinding, thresholdText } from '@sagellm-benchmark/protocol-types/thresholds'
import { judgeInterval, keeps } from './judge-interval.js'
import { objectionTo } from './objection-to.js'
import { whyUndecided } from './why-undecided.js'

/**
 * Holds a figure of a run against its limit, with its 95 % interval: `holds` where the whole interval keeps the limit, `fails` where none of it
 * does, else `undecided`. What forbids a verdict in a comparison forbids it here: a saturated client, a load that was not kept, a prefix
 * cache that answered uninvited, streams that do not show the time between tokens.
 *
 * A figure for which there is no interval (a maximum, a counter), and a share that may not be anything but 0 or 1, are judged by their value:
 * a fact of this run, and no promise for the next one (`basis: 'value'`).
 *
 * @example judgeThreshold({ figure: 'p99_ttft_ms', sign: '<', limit: 500 }, metrics).verdict // 'holds'
 */
export function judgeThreshold(threshold: Threshold, metrics: AggregatedMetrics): ThresholdFinding {
  const figure = figureNamed(threshold.figure) as Figure
  const value = metrics[figure.field]
  const interval = isFactOfRun(threshold, figure) ? null : (metrics.intervals[figure.name] ?? noInterval(value))
  const finding = {
    threshold: thresholdText(threshold),
    figure: figure.name,
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    basis: interval === null ? ('value' as const) : ('interval' as const),
  }
  const undecided = (reason: string): ThresholdFinding => ({ ...finding, verdict: 'undecided', reason })
  if (value === null) return undecided('it was not measured')
  const objection = objectionTo(figure.metric, metrics)
  if (objection !== null) return undecided(objection)
  if (interval === null)
    return { ...finding, verdict: keeps(value, threshold) ? 'holds' : 'fails', reason: 'of this run alone' }
  const verdict = judgeInterval(threshold, interval)
  if (verdict === 'undecided') return undecided(whyUndecided(threshold, figure, interval))
  return { ...finding, verdict, reason: caveats(figure, interval, metrics) }
}

/** No interval can show that nothing ever fails, or that everything is good: then the requests of the run are counted. */
function isFactOfRun({ sign, limit }: Threshold, { metric, hasInterval }: Figure): boolean {
  return !hasInterval || (metric.unit === 'share' && ((sign === '<=' && limit === 0) || (sign === '>=' && limit === 1)))
}

function noInterval(value: number | null): Interval {
  return { value, low: null, high: null, n: 0, method: null }
}

function caveats(
  { metric }: Figure,
  { notes = [] }: Interval,
  { failedRequests: failed, totalRequests: all }: AggregatedMetrics,
): string | null {
  const parts = [
    notes.includes('heavy_tail') &&
      'the sample is small for its long tail, so that the interval promises less than 95 %',
    notes.includes('short_window') && 'the window is short for the requests in it',
    metric.of === 'latency' && failed > 0 && `of the answers alone: ${failed} of ${all} requests failed`,
  ].filter((each) => each !== false)
  return parts.length === 0 ? null : parts.join('; ')
}
