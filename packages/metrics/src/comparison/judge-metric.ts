import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { Comparison } from './comparison.js'
import type { HeadlineMetric } from './headline-metrics.js'
import { isTbtUnusable, type TbtShares } from '../run/tbt-shares.js'
import { type RatioEstimate, ratioInterval } from './ratio-estimate.js'
import { stampErrorShare } from './stamp-error.js'

/** A verdict, and why, where it alone does not say it. */
export type Judgement = Pick<ComparisonVerdict, 'verdict' | 'reason' | 'withheld'>

/** What a verdict on one metric rests on; p values corrected over the metrics. */
export type MetricFacts = {
  readonly metric: HeadlineMetric
  readonly estimate: RatioEstimate | null
  /** That they differ at all, that they do by more than the margin, and that they do not. */
  readonly adjustedP: number | null
  readonly beyondP: number | null
  readonly agreementP: number | null
  readonly alpha: number
  readonly margin: number
}

/** The verdict that the numbers give. */
export function judgeMetric({
  metric,
  estimate,
  adjustedP,
  beyondP,
  agreementP,
  alpha,
  margin,
}: MetricFacts): Judgement {
  const judgement = (verdict: Judgement['verdict'], reason: string | null = null) => ({
    verdict,
    reason,
    withheld: null,
  })
  if (!estimate || adjustedP === null || beyondP === null || agreementP === null) return judgement('inconclusive')
  if (agreementP < alpha) return judgement('equivalent')
  if (adjustedP < alpha && beyondP < alpha) return judgement(isFaster(estimate, metric) ? 'better' : 'worse')
  if (adjustedP < alpha)
    return judgement('differs', `a difference is shown; that it is above ${percent(margin)} is not`)
  const { low, high } = ratioInterval(estimate)
  return low > 1 || high < 1
    ? judgement(
        'inconclusive',
        'the interval leaves out 1, but not after correction for the number of verdicts and looks',
      )
    : judgement('inconclusive')
}

/** Whether a verdict needs no more rounds: better, worse or equivalent. A difference that may be within the margin is worth more rounds. */
export function isDecided({ verdict }: Pick<ComparisonVerdict, 'verdict'>): boolean {
  return verdict !== 'inconclusive' && verdict !== 'differs'
}

/** Whether the candidate's value is the better one, by however much. */
function isFaster({ logRatio }: RatioEstimate, { better }: HeadlineMetric): boolean {
  return logRatio < 0 === (better === 'lower')
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}

/** What forbids a verdict, and why. */
export type Objection = { readonly by: NonNullable<Judgement['withheld']>; readonly reason: string }

type Circumstances = {
  readonly metric: HeadlineMetric
  readonly comparison: Comparison
  readonly cacheContaminated: boolean
  /** What forbids any verdict here. */
  readonly unfit: Objection | null
  readonly stampErrorMs: number | null
  readonly estimate: RatioEstimate | null
  readonly margin: number
  readonly withhold: ((metric: HeadlineMetric) => Objection | null) | undefined
}

/** The verdict that may be given: a difference that was measured is not always one that can be called a win. */
export function withheld(judgement: Judgement, circumstances: Circumstances): Judgement {
  const { metric, comparison, cacheContaminated, unfit, withhold } = circumstances
  const { baseline, candidate } = comparison
  if (judgement.verdict === 'inconclusive') return judgement
  if (unfit !== null) return taken(unfit)
  if (metric.needsTbt) {
    const rough = whyNoTbt('baseline', baseline.tbt) ?? whyNoTbt('candidate', candidate.tbt)
    if (rough !== null) return taken({ by: 'stream', reason: rough })
  }
  const against = withhold?.(metric) ?? whyStampsMayTurn(judgement, circumstances)
  if (against !== null) return taken(against)
  if (judgement.verdict === 'equivalent') return judgement
  if (cacheContaminated && metric.cacheSensitive)
    return taken({ by: 'cache', reason: 'a prefix cache answered requests that were meant to be new to it' })
  if (!circumstances.estimate) return judgement
  const winner = isFaster(circumstances.estimate, metric) ? 'candidate' : 'baseline'
  const { failed, requests } = comparison[winner]
  if (failed === 0) return judgement
  return taken({ by: 'failures', reason: `${failed} of ${requests} requests of the ${winner} failed: it cannot win` })
}

function whyNoTbt(side: string, tbt: TbtShares | null | undefined): string | null {
  if (!tbt || !isTbtUnusable(tbt)) return null
  const { unusable, heldBack } = tbt
  const share = `${Math.round(100 * (unusable ?? 0))} % of the ${side}'s streams do not show the time between tokens well enough`
  return heldBack ? `${share}: something held them back` : share
}

/** Whether stamps that are off by as much as they can be would give another verdict. */
function whyStampsMayTurn(
  { verdict }: Judgement,
  { metric, comparison: { baseline }, stampErrorMs, estimate, margin }: Circumstances,
): Objection | null {
  const share = stampErrorMs === null ? null : stampErrorShare(metric, { baseline, errorMs: stampErrorMs })
  if (share === null || !estimate) return null
  const { low, high } = ratioInterval(estimate)
  const [lowest, highest] = [low / (1 + share), high * (1 + share)]
  const [least, most] = verdict === 'differs' ? [1, 1] : [1 / (1 + margin), 1 + margin]
  const holds = verdict === 'equivalent' ? lowest > least && highest < most : lowest > most || highest < least
  if (holds) return null
  const size = `${(100 * share).toFixed(1)} % of this metric`
  return {
    by: 'stamps',
    reason: `stamps of this client can be ${stampErrorMs?.toFixed(1)} ms late (calibrated p99), ${size}: too much for a gap of this size`,
  }
}

function taken({ by, reason }: Objection): Judgement {
  return { verdict: 'inconclusive', reason, withheld: by }
}
