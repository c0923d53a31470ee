import { RunPlan, type TargetPlan } from '@sagellm-benchmark/protocol-types'
import { once } from '../command/once.js'

/** The defaults of a plan. Flags take theirs from here, so that both are the same. */
export const planDefaults = RunPlan.parse(
  {
    target: { kind: 'endpoint', url: 'http://127.0.0.1' },
    workloads: [
      {
        name: 'any',
        source: 'short_qa',
        promptTokens: 1,
        outputTokens: 1,
        requests: 1,
        load: { kind: 'batch', size: 1 },
      },
    ],
  },
  once,
)

/** The same for a target that is an endpoint. */
export const endpointDefaults = planDefaults.target as Extract<TargetPlan, { kind: 'endpoint' }>
