import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { ComparisonTarget } from '@sagellm-benchmark/runner/compare'
import { decodeState, featureGateFindings } from '../consistency/decode-state.js'
import { infoReader } from '../consistency/read-info.js'
import type { ResolvedIo } from '../io.js'

/**
 * Ends a comparison before its first request where a target whose label begins with `sagellm` does not have its explicit decode on: what
 * would be measured is not what the comparison is about. The trial request of each target was its first decode step.
 *
 * @throws BenchError `unavailable` naming the target and each thing that does not hold.
 */
export async function demandFeatureGate(targets: readonly ComparisonTarget[], { clock }: ResolvedIo): Promise<void> {
  for (const { endpoint, apiKey = null } of targets.filter((each) => each.endpoint.label.startsWith('sagellm'))) {
    const findings = featureGateFindings(decodeState(await infoReader(endpoint, { apiKey, clock })()))
    if (findings.length > 0)
      throw new BenchError(
        'unavailable',
        `${endpoint.label} is not compared: ${findings.map(({ message }) => message).join('; ')}`,
        { hint: 'switch its explicit decode on, or leave --hardware-family out to compare it as it is' },
      )
  }
}
