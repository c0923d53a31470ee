import { type ComparisonFile, type ComparisonVerdict, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { decimalsFor, formatNumber, formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'

/** The answer of a comparison: one sentence a metric and target, over all scenarios and loads. */
export function comparisonSentences(value: ComparisonFile): string[] {
  const targets = [...new Set(value.verdicts.map(({ target }) => target))]
  const metrics = [...new Set(value.verdicts.map(({ metric }) => metric))]
  return metrics.flatMap((metric) =>
    targets.flatMap((target) => {
      const own = value.verdicts.filter((each) => each.target === target && each.metric === metric)
      return own.length === 0 ? [] : [sentence(own, value)]
    }),
  )
}

function sentence(own: readonly ComparisonVerdict[], value: ComparisonFile): string {
  const { metric, target } = own[0] as ComparisonVerdict
  const name = `${figureNamed(metric)?.title ?? metric} (${metric})`
  if (metric === 'error_rate') return `${name}: ${errorSentence(own, value)}.`
  const one = own.length === 1
  const parts = verdictsOf(own).flatMap((verdict) => {
    const group = own.filter((each) => each.verdict === verdict)
    return group.length === 0 ? [] : [one ? single(own[0] as ComparisonVerdict, value) : several(verdict, group, value)]
  })
  return `${name}: ${target} ${parts.join('; ')}.`
}

/** One scenario and load: with interval and both values. */
function single(each: ComparisonVerdict, value: ComparisonFile): string {
  const { low, high } = each.ratio
  const interval = low === null || high === null ? '' : ` (95 % CI ${change(low)} to ${change(high)})`
  const both = bothValues(each)
  const effect = each.ratio.value === null ? '' : ` ${change(each.ratio.value)}${interval}${both && `, ${both}`}`
  return `${phraseOf(each.verdict, value)}${effect ? `:${effect}` : ''}${why(each)}`
}

/** `10.1 against 8.0 ms`; empty where neither is known. */
function bothValues({ metric, candidate, baseline }: ComparisonVerdict): string {
  const values = [candidate.value, baseline.value]
  if (values.every((value) => value === null)) return ''
  const digits = decimalsFor(values)
  const [one, other] = values.map((value) => formatNumber(value, digits))
  return `${one} against ${other} ${figureNamed(metric)?.metric.unit ?? ''}`.trimEnd()
}

/** Several scenarios and loads under one verdict: the effect in each, both values, and what took a verdict away. */
function several(
  verdict: ComparisonVerdict['verdict'],
  group: readonly ComparisonVerdict[],
  value: ComparisonFile,
): string {
  const places = group.map((each) => {
    const effect = each.ratio.value === null ? '' : ` ${change(each.ratio.value)}`
    const known = [bothValues(each), each.withheld === null ? null : each.reason].filter(Boolean).join('; ')
    return `${placeOf(each, value)}${effect}${known && ` (${known})`}`
  })
  const rounds = group.flatMap(({ roundsNeeded }) => roundsNeeded ?? [])
  const more = rounds.length === 0 ? '' : `, where ${Math.max(...rounds)} rounds would decide all of it`
  // A withheld verdict says why beside its own place; the reason of a shown difference is the same for all.
  const shown = verdict === 'differs' ? ` (${group[0]?.reason ?? 'a difference is shown'})` : ''
  return `${phraseOf(verdict, value)} at ${places.join(', ')}${shown}${more}`
}

const phrase: Record<ComparisonVerdict['verdict'], (baseline: string) => string> = {
  better: (baseline) => `is better than ${baseline}`,
  worse: (baseline) => `is worse than ${baseline}`,
  differs: (baseline) => `differs from ${baseline}`,
  equivalent: (baseline) => `is equivalent to ${baseline}`,
  inconclusive: () => 'is undecided',
}

/** A newer program may know more verdicts: such a one is shown by its name. */
function phraseOf(verdict: ComparisonVerdict['verdict'], { baseline }: ComparisonFile): string {
  return phrase[verdict]?.(baseline) ?? `is ${verdict} beside ${baseline}`
}

/** The verdicts that occur, the most telling first. */
export function verdictsOf(verdicts: readonly ComparisonVerdict[]): ComparisonVerdict['verdict'][] {
  const known = ['better', 'worse', 'differs', 'equivalent', 'inconclusive'] as const
  return [...new Set([...known, ...verdicts.map((each) => each.verdict)])].filter((verdict) =>
    verdicts.some((each) => each.verdict === verdict),
  )
}

function why({ verdict, reason, roundsNeeded }: ComparisonVerdict): string {
  if (verdict !== 'inconclusive' && verdict !== 'differs') return ''
  const rounds = roundsNeeded === null ? '' : `; about ${plural(roundsNeeded, 'round')} would decide it`
  return `${reason === null ? '' : `; ${reason}`}${rounds}`
}

function errorSentence(own: readonly ComparisonVerdict[], { baseline }: ComparisonFile): string {
  const sum = (side: 'baseline' | 'candidate') => {
    const requests = own.reduce((total, each) => total + each[side].n, 0)
    const failed = own.reduce((total, each) => total + (each[side].value ?? 0) * each[side].n, 0)
    return { requests, failed: Math.round(failed) }
  }
  const [a, b] = [sum('baseline'), sum('candidate')]
  const target = own[0]?.target ?? ''
  if (a.failed === 0 && b.failed === 0)
    return `no failure in ${plural(b.requests, 'request')} of ${target} and ${a.requests} of ${baseline}`
  const share = ({ failed, requests }: typeof a) =>
    `${failed} of ${requests} (${formatShare(requests === 0 ? null : failed / requests)})`
  const worst = own.some(({ verdict }) => verdict === 'worse') ? ', which is worse' : ''
  return `${target} failed ${share(b)}, ${baseline} ${share(a)}${worst}`
}

/** The place of a verdict, as short as it is clear: the scenario only where there are several. */
export function placeOf(verdict: ComparisonVerdict, value: ComparisonFile): string {
  const { scenario } = verdict
  const scenarios = new Set(value.verdicts.map((each) => each.scenario))
  const parts = [scenarios.size > 1 ? scenario : null, loadLabel(verdict)]
  return parts.filter((part) => part !== null).join(' ') || (scenario ?? 'all requests')
}

/** A ratio as a change: 1.368 is `+36.8 %`. */
export function change(ratio: number): string {
  const share = ratio - 1
  const percent = formatShare(Math.abs(share))
  return `${share < 0 ? '−' : '+'}${percent}`
}
