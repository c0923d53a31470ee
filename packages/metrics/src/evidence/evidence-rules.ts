import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { Metric } from '@sagellm-benchmark/protocol-types/metrics'
import { isTbtUnusable } from '../run/tbt-shares.js'
import type { Evidence, Sides } from './evidence.js'
import { answersApart, answersUnknown, promptsApart } from './length-rules.js'

/** What a metric rests on. */
export type MetricNeeds = Pick<Metric, 'needsPrefill' | 'needsTbt' | 'needsLength'>

/** What else a rule looks at. */
export type RuleContext = {
  /** More than one request is in flight: a prefill that is saved is a decode step that is not held up. */
  readonly sharedBatch: boolean
  /** Both sides are to be one engine, as in a check for regressions. Two engines may differ in what they run; the conditions name it. */
  readonly oneEngine: boolean
}

/** One reason for which what was measured allows no verdict. */
export type EvidenceRule = {
  readonly by: NonNullable<ComparisonVerdict['withheld']>
  /** `every_metric`: no verdict at all on what was measured there. */
  readonly forbids: 'every_metric' | ((metric: MetricNeeds, context: RuleContext) => boolean)
  /** Holds only where both sides are to be one engine. */
  readonly ofOneEngine?: true
  /** A part of a sentence, or `null` where it holds nothing against a verdict. */
  readonly objection: (sides: Sides) => string | null
}

/** More answers than this share that are suspiciously short may be the errors of a gateway, written as text. */
const TOLERATED_SHORT = 0.01

/** What takes a verdict away, the gravest first; `compare`, `compare-offline` and `perf-compare` go by this one list. */
export const evidenceRules: readonly EvidenceRule[] = [
  {
    by: 'client',
    forbids: 'every_metric',
    objection: (sides) =>
      ofSides(sides, ({ name, clientLimit }) => clientLimit !== null && `${name}${inBrackets(clientLimit)}`, {
        before: 'the client was at its limit in the rounds of ',
      }),
  },
  {
    by: 'load',
    forbids: 'every_metric',
    objection: (sides) =>
      ofSides(sides, ({ name, loadNotKept }) => loadNotKept !== null && `${name}${inBrackets(loadNotKept)}`, {
        before: 'the load was not the one that was asked for in the rounds of ',
      }),
  },
  {
    by: 'failures',
    forbids: 'every_metric',
    objection: (sides) =>
      ofSides(
        sides,
        ({ name, suspiciouslyShort, requests }) =>
          suspiciouslyShort > TOLERATED_SHORT * requests && `${suspiciouslyShort} of ${requests} answers of ${name}`,
        {
          after: ' ended after one piece of text, though it has answered with more: they may be errors written as text',
        },
      ),
  },
  {
    by: 'engines',
    forbids: 'every_metric',
    objection: (sides) => ofSides(sides, otherEngines),
  },
  {
    by: 'condition',
    forbids: 'every_metric',
    ofOneEngine: true,
    objection: (sides) => otherThan(sides, 'precision'),
  },
  { by: 'condition', forbids: 'every_metric', ofOneEngine: true, objection: (sides) => otherThan(sides, 'model') },
  {
    by: 'condition',
    forbids: 'every_metric',
    ofOneEngine: true,
    objection: ({ baseline: { simulated: before }, candidate: { simulated: after } }) =>
      before !== null && after !== null && before !== after ? 'one side is simulated and the other is not' : null,
  },
  {
    by: 'stream',
    forbids: ({ needsTbt = false }) => needsTbt,
    objection: (sides) => ofSides(sides, unshownTbt),
  },
  { by: 'condition', forbids: ({ needsPrefill }) => needsPrefill, objection: promptsApart },
  { by: 'condition', forbids: ({ needsLength = false }) => needsLength, objection: answersUnknown },
  { by: 'condition', forbids: ({ needsLength = false }) => needsLength, objection: answersApart },
  {
    by: 'cache',
    forbids: ({ needsPrefill, needsTbt = false }, { sharedBatch }) => needsPrefill || (sharedBatch && needsTbt),
    objection: (sides) =>
      ofSides(sides, ({ name, cacheContaminated }) => cacheContaminated && name, {
        before: 'a prefix cache answered requests that were meant to be new to it in the rounds of ',
      }),
  },
]

/** What holds of one side or of both, in one part of a sentence. */
function ofSides(
  { baseline, candidate }: Sides,
  said: (side: Evidence) => string | false,
  { before = '', after = '' }: { readonly before?: string; readonly after?: string } = {},
): string | null {
  const parts = [baseline, candidate].flatMap((side) => said(side) || [])
  return parts.length === 0 ? null : `${before}${parts.join(' and ')}${after}`
}

function inBrackets(text: string): string {
  return text === '' ? '' : ` (${text})`
}

function otherEngines({ name, enginesChanged }: Evidence): string | false {
  if (enginesChanged === null) return false
  const { before, after } = enginesChanged
  const numbers =
    before === null || after === null
      ? 'another number of healthy engines before the rounds than after them'
      : `${before} healthy engines before the rounds and ${after} after them`
  return `the gateway of ${name} had ${numbers}`
}

function unshownTbt({ name, tbt }: Evidence): string | false {
  if (tbt === null || !isTbtUnusable(tbt)) return false
  const share = `${Math.round(100 * (tbt.unusable ?? 0))} % of the streams of ${name} do not show the time between tokens well enough`
  return tbt.heldBack ? `${share} (something held them back)` : share
}

function otherThan({ baseline, candidate }: Sides, what: 'precision' | 'model'): string | null {
  const [before, after] = [baseline[what], candidate[what]]
  if (before === null || after === null || before === after) return null
  return `another ${what}: ${before} in ${baseline.name}, ${after} in ${candidate.name}`
}
