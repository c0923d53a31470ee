import { type ComparisonFile, type ComparisonVerdict, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { decimalsFor, formatNumber, formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'

/**
 * The answer of a comparison: one sentence a metric and target, over all scenarios and loads. What takes away the verdicts on several metrics is
 * said once, before them.
 */
export function comparisonSentences(value: ComparisonFile): string[] {
  const targets = [...new Set(value.verdicts.map(({ target }) => target))]
  const metrics = [...new Set(value.verdicts.map(({ metric }) => metric))]
  const shared = sharedObjections(value)
  const said = (each: ComparisonVerdict) => shared.some(({ of }) => of.includes(each))
  const plain = { ...value, verdicts: value.verdicts.map((each) => (said(each) ? { ...each, reason: null } : each)) }
  const sentences = metrics.flatMap((metric) =>
    targets.flatMap((target) => {
      const own = plain.verdicts.filter((each) => each.target === target && each.metric === metric)
      return own.length === 0 ? [] : [sentence(own, plain)]
    }),
  )
  return [...shared.map((objection) => objectionSentence(objection, value)), ...sentences]
}

/** What takes away the verdicts on several metrics of one target. */
type SharedObjection = { readonly reason: string; readonly of: readonly ComparisonVerdict[] }

/** What is said before all sentences, so that no row of a table need say it again. */
export function sharedObjections({ verdicts }: ComparisonFile): SharedObjection[] {
  const groups = new Map<string, ComparisonVerdict[]>()
  for (const each of verdicts) {
    if (each.withheld === null || each.reason === null) continue
    const key = JSON.stringify([each.target, each.reason])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()]
    .filter((of) => new Set(of.map(({ metric }) => metric)).size > 1)
    .map((of) => ({ reason: of[0]?.reason as string, of }))
}

function objectionSentence({ reason, of }: SharedObjection, value: ComparisonFile): string {
  const places = [...new Set(of.map((each) => placeOf(each, value)))]
  const all = new Set(value.verdicts.map((each) => placeOf(each, value))).size
  const where = places.length === all ? '' : ` at ${places.join(', ')}`
  const namesOf = (verdicts: readonly ComparisonVerdict[]) => [...new Set(verdicts.map(({ metric }) => metric))]
  const metrics = namesOf(of)
  // Failures are judged by themselves, whatever happened.
  const others = namesOf(value.verdicts).filter((metric) => metric !== 'error_rate' && !metrics.includes(metric))
  const which = others.length === 0 ? '' : ` in ${metrics.join(', ')}`
  return `No verdict on ${of[0]?.target}${where}${which}: ${reason}.`
}

function sentence(own: readonly ComparisonVerdict[], value: ComparisonFile): string {
  const { metric, target } = own[0] as ComparisonVerdict
  const name = `${figureNamed(metric)?.title ?? metric} (${metric})`
  if (metric === 'error_rate') return `${name}: ${errorSentence(own, value)}.`
  const one = own.length === 1
  const parts = verdictsOf(own).flatMap((verdict) => {
    const [withheld, given] = [true, false].map((taken) =>
      own.filter((each) => each.verdict === verdict && (each.withheld !== null) === taken),
    ) as [ComparisonVerdict[], ComparisonVerdict[]]
    return [given, withheld].flatMap((group) =>
      group.length === 0
        ? []
        : [one ? single(own[0] as ComparisonVerdict, value) : several(verdict, { group, own, value })],
    )
  })
  return `${name}: ${target} ${parts.join('; ')}.`
}

/** One scenario and load: with interval and both values. */
function single(each: ComparisonVerdict, value: ComparisonFile): string {
  const { low, high } = each.ratio
  const interval = low === null || high === null ? '' : ` (95 % CI ${change(low)} to ${change(high)})`
  const both = bothValues(each)
  const effect = each.ratio.value === null ? '' : ` ${change(each.ratio.value)}${interval}${both && `, ${both}`}`
  return `${phraseOf(each, value)}${effect ? `:${effect}` : ''}${why(each)}`
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
  {
    group,
    own,
    value,
  }: { group: readonly ComparisonVerdict[]; own: readonly ComparisonVerdict[]; value: ComparisonFile },
): string {
  const places = group.map((each) => {
    const effect = [each.ratio.value === null ? null : change(each.ratio.value), bothValues(each)].filter(Boolean)
    const known = [effect.join(', '), each.withheld === null ? null : each.reason].filter(Boolean).join('; ')
    return `${placeOf(each, value)}${known && ` (${known})`}`
  })
  const rounds = group.flatMap(({ roundsNeeded }) => roundsNeeded ?? [])
  const all = group.length === 1 ? 'it' : 'all of it'
  const more = rounds.length === 0 ? '' : `; about ${plural(Math.max(...rounds), 'round')} would decide ${all}`
  // A withheld verdict says why beside its own place; the reason of a shown difference is the same for all.
  const shown = verdict === 'differs' && group[0]?.reason ? `: ${group[0].reason}` : ''
  return `${phraseOf(group[0] as ComparisonVerdict, value)}${group.length === 1 ? alone(verdict, own) : ''} at ${places.join(', ')}${shown}${more}`
}

/** A difference that only one cell shows. */
function alone(verdict: ComparisonVerdict['verdict'], own: readonly ComparisonVerdict[]): string {
  if (verdict === 'equivalent' || verdict === 'inconclusive') return ''
  const others = own.filter((each) => each.verdict !== verdict)
  if (others.every((each) => each.verdict === 'equivalent')) return ' only'
  return others.every((each) => each.verdict === 'equivalent' || each.verdict === 'inconclusive') ? ', so far only' : ''
}

const phrase: Record<ComparisonVerdict['verdict'], (baseline: string) => string> = {
  better: (baseline) => `is better than ${baseline}`,
  worse: (baseline) => `is worse than ${baseline}`,
  differs: (baseline) => `differs from ${baseline}`,
  equivalent: (baseline) => `is equivalent to ${baseline}`,
  inconclusive: () => 'is undecided',
}

/** A newer program may know more verdicts: such a one is shown by its name. */
function phraseOf({ verdict, withheld }: ComparisonVerdict, { baseline }: ComparisonFile): string {
  if (withheld !== null) return 'has no verdict'
  return phrase[verdict]?.(baseline) ?? `is ${verdict} beside ${baseline}`
}

/** The verdicts that occur, the clearest first. */
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

function errorSentence(own: readonly ComparisonVerdict[], value: ComparisonFile): string {
  const { baseline } = value
  const sum = (side: 'baseline' | 'candidate') => {
    const requests = own.reduce((total, each) => total + each[side].n, 0)
    const failed = own.reduce((total, each) => total + (each[side].value ?? 0) * each[side].n, 0)
    return { requests, failed: Math.round(failed) }
  }
  const [a, b] = [sum('baseline'), sum('candidate')]
  const target = own[0]?.target ?? ''
  const known = whatIsKnown(own, value)
  const said = errorVerdict(own)
  if (a.requests + b.requests === 0) return 'no requests were measured'
  if (a.failed === 0 && b.failed === 0)
    return `no failure in ${plural(b.requests, 'request')} of ${target} and ${a.requests} of ${baseline}${said}${known}`
  const share = ({ failed, requests }: typeof a) =>
    `${failed} of ${requests} (${formatShare(requests === 0 ? null : failed / requests)})`
  return `${target} failed ${share(b)}, ${baseline} ${share(a)}${said}${known}`
}

/** The gravest verdict of any place; equal only where it is in all. Nothing where nothing is decided: what is known follows. */
function errorVerdict(own: readonly ComparisonVerdict[]): string {
  const has = (verdict: ComparisonVerdict['verdict']) => own.some((each) => each.verdict === verdict)
  if (has('worse')) return ', which is worse'
  if (has('better')) return ', which is better'
  return own.every(({ verdict }) => verdict === 'equivalent') ? ', which is equivalent' : ''
}

/** What so many rounds say of the error rate, in each cell where they say another thing. */
function whatIsKnown(own: readonly ComparisonVerdict[], value: ComparisonFile): string {
  const reasons = [...new Set(own.flatMap(({ reason }) => reason ?? []))]
  if (reasons.length < 2) return reasons.map((reason) => `; ${reason}`).join('')
  const places = (reason: string) => own.filter((each) => each.reason === reason).map((each) => placeOf(each, value))
  return reasons.map((reason) => `; at ${places(reason).join(', ')}: ${reason}`).join('')
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
  if (ratio > 10) return 'more than tenfold'
  const share = ratio - 1
  const percent = formatShare(Math.abs(share))
  return `${share < 0 ? '−' : '+'}${percent}`
}
