import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatShare } from '../text/format-number.js'

/** What the share of answers that met every service level is a share of. */
export type Attainment = Pick<
  AggregatedMetrics,
  'sloAttainment' | 'unjudgedRequests' | 'successfulRequests' | 'failedRequests'
>

/**
 * How many answers met every service level, of how many that could be judged; and, where some could not, what the share of all can be
 * at most and at least. `null` where no service level was stated, or nothing was judged.
 *
 * @example attainmentText({ sloAttainment: 0.9, unjudgedRequests: 10, successfulRequests: 60, failedRequests: 0 })
 * // '45 of 50 judged requests met every service level (90 %); 10 could not be judged, so of all it is 75 % to 91.7 %'
 */
export function attainmentText({
  sloAttainment,
  unjudgedRequests,
  successfulRequests,
  failedRequests,
}: Attainment): string | null {
  if (sloAttainment === null) return null
  const unjudged = unjudgedRequests ?? 0
  const ended = successfulRequests + failedRequests
  const judged = ended - unjudged
  const met = Math.round(sloAttainment * judged)
  const said = `${met} of ${judged} judged requests met every service level (${formatShare(sloAttainment)})`
  if (unjudged === 0) return said
  const bounds = `${formatShare(met / ended)} to ${formatShare((met + unjudged) / ended)}`
  return `${said}; ${unjudged} could not be judged, so of all it is ${bounds}`
}
