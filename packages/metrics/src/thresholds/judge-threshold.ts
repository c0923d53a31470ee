import type { AggregatedMetrics, Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Figure, figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import {
  type OnUndecided,
  type Threshold,
  type ThresholdFinding,
  thresholdText,
} from '@sagellm-benchmark/protocol-types/thresholds'
import { judgeInterval, keeps } from './judge-interval.js'
import { clientLimit, objectionTo } from './objection-to.js'
import { whyUndecided } from './why-undecided.js'

export type JudgeOptions = {
  /** Whether a limit that cannot be decided counts as kept. @default 'fail' */
  readonly onUndecided?: OnUndecided
}

/**
 * Holds a figure of a run against its limit, with its 95 % interval: `holds` where the whole interval keeps the limit, `fails` where none of it
 * does, else `undecided`. What forbids a verdict in a comparison forbids it here: a load that was not kept, a prefix cache that answered
 * uninvited, streams that do not show the time between tokens, a client at its limit. The last stamps late, so that a limit on a time
 * or a rate that holds all the same holds.
 *
 * A figure for which there is no interval (a maximum, a counter), and a share that may not be anything but 0 or 1, are judged by their value:
 * a fact of this run, and no promise for the next one (`basis: 'value'`).
 *
 * @example judgeThreshold({ figure: 'p99_ttft_ms', sign: '<', limit: 500 }, metrics).verdict // 'holds'
 */
export function judgeThreshold(
  threshold: Threshold,
  metrics: AggregatedMetrics,
  { onUndecided = 'fail' }: JudgeOptions = {},
): ThresholdFinding {
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
  const undecided = (reason: string): ThresholdFinding => {
    return { ...finding, verdict: 'undecided', passed: onUndecided === 'pass', reason }
  }
  if (value === null) return undecided('it was not measured')
  const objection = objectionTo(figure.metric, metrics)
  if (objection !== null) return undecided(objection)
  const verdict = verdictOn(value, interval, threshold)
  const client = clientLimit(figure.metric, metrics)
  const inSpite = verdict === 'holds' && client.effect === 'worsens' && isGoodSide(threshold, figure)
  if (client.effect !== 'nothing' && !inSpite) return undecided(client.reason)
  if (verdict === 'undecided') return undecided(whyUndecided(threshold, figure, interval ?? noInterval(value)))
  const reason = [
    ...(interval === null ? ['of this run alone'] : caveats(figure, interval, metrics)),
    ...(inSpite ? [`in spite of it: ${client.reason}`] : []),
  ].join('; ')
  return { ...finding, verdict, passed: verdict === 'holds', reason: reason === '' ? null : reason }
}

function verdictOn(value: number, interval: Interval | null, threshold: Threshold): ThresholdFinding['verdict'] {
  if (interval !== null) return judgeInterval(threshold, interval)
  return keeps(value, threshold) ? 'holds' : 'fails'
}

/** Whether the limit asks for what is better, so that a figure which was made worse keeps it all the more. */
function isGoodSide({ sign }: Threshold, { metric }: Figure): boolean {
  const upper = sign === '<' || sign === '<='
  return metric.better === (upper ? 'lower' : 'higher')
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
): string[] {
  return [
    notes.includes('heavy_tail') &&
      'the sample is small for its long tail, so that the interval promises less than 95 %',
    notes.includes('short_window') && 'the window is short for the requests in it',
    metric.of === 'latency' && failed > 0 && `of the answers alone: ${failed} of ${all} requests failed`,
  ].filter((each) => each !== false)
}
