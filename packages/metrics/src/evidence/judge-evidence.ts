import type { Evidence, Sides } from './evidence.js'
import { type EvidenceRule, evidenceRules, type MetricNeeds, type RuleContext } from './evidence-rules.js'

/** What forbids a verdict, and why. */
export type Objection = { readonly by: EvidenceRule['by']; readonly reason: string }

/**
 * What forbids every verdict on what two sides measured: all of the gravest rule that objects.
 *
 * @returns `null` where nothing does.
 */
export function objectionToAll(sides: Sides, context: RuleContext): Objection | null {
  return firstOf(sides, context, ({ forbids }) => forbids === 'every_metric')
}

/** What forbids a verdict on one metric, beyond what forbids every verdict; `null` where nothing does. */
export function objectionToMetric(metric: MetricNeeds, sides: Sides, context: RuleContext): Objection | null {
  return firstOf(sides, context, ({ forbids }) => forbids !== 'every_metric' && forbids(metric, context))
}

function firstOf(sides: Sides, { oneEngine }: RuleContext, applies: (rule: EvidenceRule) => boolean): Objection | null {
  for (const rule of evidenceRules) {
    if ((rule.ofOneEngine && !oneEngine) || !applies(rule)) continue
    const reason = rule.objection(sides)
    if (reason !== null) return { by: rule.by, reason }
  }
  return null
}

/** Why a side with failed requests wins nothing: what failed took no time; `null` where none failed. */
export function objectionToWin({
  name,
  failed,
  requests,
}: Pick<Evidence, 'name' | 'failed' | 'requests'>): Objection | null {
  if (failed === 0) return null
  return { by: 'failures', reason: `${failed} of ${requests} requests of ${name} failed: it cannot win` }
}
