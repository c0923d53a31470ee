import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { type Figure, figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { thresholdText } from '@sagellm-benchmark/protocol-types/thresholds'
import { type Gate, gateOf } from '../thresholds/gate.js'

/**
 * The limits that are to hold again after a burst.
 *
 * @throws BenchError `invalid_argument` for a text that is no limit, and for a limit on a rate: how many requests come a second is what a
 *   burst changes, so that a rate says nothing of how they are served.
 */
export function recoveryGateOf(thresholds: readonly string[]): Gate {
  const gate = gateOf({ thresholds: [...thresholds], onUndecided: 'fail' })
  const ofRate = gate.thresholds.find(
    ({ figure }) => (figureNamed(figure) as Figure).metric.of === 'rate' && !isShare(figure),
  )
  if (ofRate)
    throw invalidArgument(
      'a threshold',
      thresholdText(ofRate),
      'a burst changes every rate itself: limit a time (ttft<500, ttft.p95<500) or a share (errors<1%, slo_attainment>95%)',
    )
  return gate
}

function isShare(figure: string): boolean {
  return (figureNamed(figure) as Figure).metric.unit === 'share'
}
