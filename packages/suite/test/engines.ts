import { createReferenceEngine, type SimulatorInput, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparedEndpoint } from '@sagellm-benchmark/suite/compare'

export type RunningEngine = { readonly url: string; close(): Promise<void> }

/** A reference engine in this process: even tokens of 20 ms, of known length. */
export async function startEngine(input: SimulatorInput = {}): Promise<RunningEngine> {
  const engine = createReferenceEngine({ decodeStepMs: 20, noiseCv: 0, ...input })
  const server = await startEngineServer({ engine, port: 0, host: '127.0.0.1', logSink: () => {} })
  return {
    url: `${server.url}/v1`,
    async close() {
      await server.close()
      await engine.close()
    },
  }
}

export function endpointAt(label: string, url: string, fields: object = {}): ComparedEndpoint {
  const target = TargetPlan.parse({ kind: 'endpoint', label, url, serverWaitSeconds: 10, ...fields })
  return { target: target as ComparedEndpoint['target'] }
}
