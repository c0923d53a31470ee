import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Figure } from '@sagellm-benchmark/protocol-types/metrics'
import type { Threshold } from '@sagellm-benchmark/protocol-types/thresholds'

/** Why an interval decides nothing about a limit, and what would. */
export function whyUndecided(threshold: Threshold, { metric, statistic }: Figure, interval: Interval): string {
  const { low, high, method } = interval
  if (method === null) {
    if (metric.interval === 'rounds')
      return 'a rate of the whole run has an interval from 5 rounds on: measure at least 5 (--repeat 5)'
    if (metric.interval === 'slices')
      return 'the stretch under the full load is too short for an interval: measure longer'
    return 'it rests on fewer than 5 requests: measure more'
  }
  const upper = threshold.sign === '<' || threshold.sign === '<='
  const open = upper ? high === null : low === null
  if (open && statistic.kind === 'percentile') return `${fewestRequests(statistic.p, upper)}; ${sharper}`
  return `the limit lies within what the measurement leaves open; ${sharper}`
}

const sharper = 'more requests or rounds narrow the interval'

/** Independent requests from which the order statistics give that end of a two-sided 95 % interval. */
function fewestRequests(p: number, upper: boolean): string {
  const beyond = upper ? p : 1 - p
  const requests = Math.ceil(Math.log(0.025) / Math.log(beyond))
  return `an interval of this percentile has ${upper ? 'an upper' : 'a lower'} end from ${requests} requests on`
}
