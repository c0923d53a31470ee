import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber, formatShare } from '../text/format-number.js'

/** What the share of answers that met every service level is a share of. */
export type Attainment = Pick<
  AggregatedMetrics,
  'sloAttainment' | 'goodputRps' | 'serviceLevels' | 'unjudgedRequests' | 'successfulRequests' | 'failedRequests'
>

/**
 * How many answers met every service level, of how many that could be judged; and, where some could not, between which bounds the share
 * of all and the goodput lie. `null` where no service level was stated, or nothing was judged.
 *
 * @example
 * // with sloAttainment: 0.9, goodputRps: 4.5, unjudgedRequests: 10, successfulRequests: 60, failedRequests: 0
 * '45 of 50 judged requests met every service level, ttft_ms <= 200 (90 %); 10 could not be judged: of all it is 75 % to 91.7 %, and goodput 4.50 to 5.50 req/s'
 */
export function attainmentText({
  sloAttainment,
  goodputRps,
  serviceLevels,
  unjudgedRequests,
  successfulRequests,
  failedRequests,
}: Attainment): string | null {
  if (sloAttainment === null) return null
  const unjudged = unjudgedRequests ?? 0
  const ended = successfulRequests + failedRequests
  const judged = ended - unjudged
  const met = Math.round(sloAttainment * judged)
  const limits = serviceLevels.map(({ metric, maxMs }) => `, ${metric} <= ${maxMs}`).join('')
  const said = `${met} of ${judged} judged requests met every service level${limits} (${formatShare(sloAttainment)})`
  if (unjudged === 0) return said
  const bounds = `${formatShare(met / ended)} to ${formatShare((met + unjudged) / ended)}`
  // Goodput counts the requests that met the limits for certain, so it is the lower bound.
  const goodput =
    goodputRps === null || met === 0
      ? ''
      : `, and goodput ${formatNumber(goodputRps)} to ${formatNumber((goodputRps * (met + unjudged)) / met)} req/s`
  return `${said}; ${unjudged} could not be judged: of all it is ${bounds}${goodput}`
}
