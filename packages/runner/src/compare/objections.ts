import type { CompareOptions, HeadlineMetric } from '@sagellm-benchmark/metrics/comparison'
import type { CapturedCell, RoundsOverhead } from '@sagellm-benchmark/protocol-types/comparison'
import type { JudgedSide } from './judged-side.js'

type Objection = NonNullable<CompareOptions['unfit']>

/** A collection of garbage now and then is no saturation; one round in ten is. */
const TOLERATED_SHARE = 0.1
/** Mean prompts and answers closer than these are the same length. */
const SAME_PROMPTS = 0.02
const SAME_ANSWERS = 0.01

/** Whether the client was at its limit in so many rounds that the numbers may be its own. */
export function isOverloaded(client: RoundsOverhead | null): boolean {
  return client !== null && client.rounds > 0 && client.saturatedRounds > client.rounds * TOLERATED_SHARE
}

/** More answers than this that are suspiciously short may be the errors of a gateway, written as text. */
const TOLERATED_SHORT = 0.01

/**
 * What forbids every verdict on a cell: the client was at its limit, the load was another one than was asked for, or too many answers
 * are suspiciously short.
 */
export function objectionToCell(sides: readonly JudgedSide[]): Objection | null {
  for (const { label, client } of sides) {
    if (client === null || !isOverloaded(client)) continue
    const why = client.reasons[0] ? ` (${client.reasons[0]})` : ''
    const reason = `the client was at its limit in ${client.saturatedRounds} of ${client.rounds} rounds of ${label}${why}`
    return { by: 'client', reason }
  }
  for (const { label, loadNotKept } of sides)
    if (loadNotKept.length > 0) return { by: 'load', reason: `${label}: ${loadNotKept.join('; ')}` }
  for (const { label, captured, recordFlags } of sides) {
    const short = recordFlags['suspiciously_short'] ?? 0
    if (short <= TOLERATED_SHORT * captured.requests) continue
    const reason = `${short} of ${captured.requests} answers of ${label} ended after one piece of text, though it has answered with more: they may be errors written as text`
    return { by: 'failures', reason }
  }
  return null
}

/** How late a stamp of the client can be, ms, where its calibration found more than it should; the worse side. */
export function stampErrorOf(sides: readonly JudgedSide[]): number | null {
  const errors = sides.flatMap(({ client }) => client?.stampErrorMs ?? [])
  return errors.length === 0 ? null : Math.max(...errors)
}

/** What forbids a verdict on one metric: lengths that a difference between the targets may come from. */
export function objectionToMetric(metric: HeadlineMetric, sides: readonly JudgedSide[]): Objection | null {
  const prompts = metric.cacheSensitive ? differentPrompts(sides) : null
  const reason = prompts ?? (metric.needsLength ? differentAnswers(sides) : null)
  return reason === null ? null : { by: 'condition', reason }
}

/** Shorter prompts are less work. The same texts under two tokenizers are not: that stands with the conditions. */
function differentPrompts(sides: readonly JudgedSide[]): string | null {
  const means = sides.flatMap(({ promptTokens }) => promptTokens ?? [])
  if (means.length < sides.length || apart(means) <= 1 + SAME_PROMPTS) return null
  if (sameTexts(sides) && !sides.some(({ recordFlags }) => (recordFlags['prompt_truncated'] ?? 0) > 0)) return null
  const lengths = sides.map(({ label, promptTokens }) => `${label} ${promptTokens?.toFixed(1)}`).join(', ')
  return `the targets read prompts of different lengths (mean tokens: ${lengths})`
}

/** Shorter answers are more requests a second, but no faster engine. */
function differentAnswers(sides: readonly JudgedSide[]): string | null {
  const unknown = sides.filter(({ outputTokens }) => outputTokens === null).map(({ label }) => label)
  if (unknown.length > 0) return `how long the answers of ${unknown.join(' and ')} were is not known`
  const means = sides.map(({ outputTokens }) => (outputTokens as NonNullable<CapturedCell['outputTokens']>).mean)
  if (apart(means) <= 1 + SAME_ANSWERS) return null
  const lengths = sides.map(({ label }, at) => `${label} ${means[at]?.toFixed(1)}`).join(', ')
  return `the answers had different lengths (mean tokens: ${lengths})`
}

/** How many times the smallest the largest is. */
function apart(means: readonly number[]): number {
  return Math.max(...means) / Math.min(...means)
}

/** Whether both got the same texts, as far as the unmeasured requests show. */
function sameTexts(sides: readonly JudgedSide[]): boolean {
  const [first, ...others] = sides.map(({ samples }) => new Map(samples.map((s) => [s.requestId, s.promptDigest])))
  if (!first || first.size === 0) return false
  return others.every((other) => [...first].every(([id, digest]) => other.get(id) === digest))
}
