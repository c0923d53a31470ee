import type { SimulatorInput } from '@sagellm-benchmark/reference-engine'
import { TargetPlan } from '@sagellm-benchmark/protocol-types'
import { serveSimulated } from '@sagellm-benchmark/suite'
import type { ComparedEndpoint } from '@sagellm-benchmark/suite/compare'

export type RunningEngine = { readonly url: string; close(): Promise<void> }

/** A reference engine: even tokens of 20 ms, of known length. */
export function startEngine(input: SimulatorInput = {}): Promise<RunningEngine> {
  return serveSimulated({ decodeStepMs: 20, noiseCv: 0, ...input })
}

export function endpointAt(label: string, url: string, fields: object = {}): ComparedEndpoint {
  const target = TargetPlan.parse({ kind: 'endpoint', label, url, serverWaitSeconds: 10, ...fields })
  return { target: target as ComparedEndpoint['target'] }
}
