import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { Comparison } from './comparison.js'
import type { HeadlineMetric } from './headline-metrics.js'
import { type Objection, objectionToMetric, objectionToWin, type RuleContext, type Sides } from '../evidence/index.js'
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

/**
 * Whether more rounds may still decide it. What is decided needs none, and neither does what they hardly ever decide: an error rate while nothing
 * fails, a percentile of few blocks, a verdict that something took away. `--rounds auto` does not wait for those.
 */
export function awaitsRounds(verdict: ComparisonVerdict): boolean {
  if (isDecided(verdict) || verdict.withheld !== null) return false
  if (verdict.metric === 'error_rate') return (verdict.baseline.value ?? 0) > 0 || (verdict.candidate.value ?? 0) > 0
  return figureNamed(verdict.metric)?.statistic.kind !== 'percentile'
}

/** Whether the candidate's value is the better one, by however much. */
function isFaster({ logRatio }: RatioEstimate, { better }: HeadlineMetric): boolean {
  return logRatio < 0 === (better === 'lower')
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}

type Circumstances = Pick<MetricFacts, 'metric' | 'estimate' | 'margin'> & {
  readonly comparison: Comparison
  readonly sides: Sides
  readonly context: RuleContext
  /** What forbids any verdict here. */
  readonly unfit: Objection | null
}

/** The verdict that may be given: a difference that was measured is not always one that can be called a win. */
export function withheld(judgement: Judgement, circumstances: Circumstances): Judgement {
  const { metric, estimate, sides, context, unfit } = circumstances
  if (unfit !== null) return taken(unfit)
  if (!estimate) return judgement
  const against = objectionToMetric(metric, sides, context)
  if (against !== null) return taken(against)
  if (judgement.verdict === 'inconclusive') return judgement
  const turned = whyStampsMayTurn(judgement, circumstances)
  if (turned !== null) return taken(turned)
  if (judgement.verdict === 'equivalent') return judgement
  const unearned = objectionToWin(sides[isFaster(estimate, metric) ? 'candidate' : 'baseline'])
  return unearned === null ? judgement : taken(unearned)
}

/** Whether stamps that are off by as much as they can be would give another verdict. */
function whyStampsMayTurn(
  { verdict }: Judgement,
  { metric, comparison: { baseline }, sides, estimate, margin }: Circumstances,
): Objection | null {
  const errors = [sides.baseline, sides.candidate].flatMap(({ stampErrorMs }) => stampErrorMs ?? [])
  const errorMs = errors.length === 0 ? null : Math.max(...errors)
  const share = errorMs === null ? null : stampErrorShare(metric, { baseline, errorMs })
  if (share === null || !estimate) return null
  const { low, high } = ratioInterval(estimate)
  const [lowest, highest] = [low / (1 + share), high * (1 + share)]
  const [least, most] = verdict === 'differs' ? [1, 1] : [1 / (1 + margin), 1 + margin]
  const holds = verdict === 'equivalent' ? lowest > least && highest < most : lowest > most || highest < least
  if (holds) return null
  return {
    by: 'stamps',
    reason: `stamps of this client can be ${errorMs?.toFixed(1)} ms late (calibrated p99), which moves this metric by up to ${(100 * share).toFixed(1)} %: enough to turn the verdict`,
  }
}

function taken({ by, reason }: Objection): Judgement {
  return { verdict: 'inconclusive', reason, withheld: by }
}
