import type { Dialect, EngineClient } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient } from '../load/create-endpoint-client.js'
import { readTokenizer } from '../load/read-tokenizer.js'
import type { WorkerBirth } from './messages.js'

type DialectModule = { readonly dialects: readonly Dialect[] }
type ClientModule = { createWorkerClient(birth: WorkerBirth, clock: Clock): EngineClient }

/** The client of one worker: from the module that the caller named, else the one that the plan's endpoint asks for. */
export async function workerClient(birth: WorkerBirth, clock: Clock): Promise<EngineClient> {
  if (birth.clientModule !== null) {
    const { createWorkerClient } = (await import(birth.clientModule)) as ClientModule
    return createWorkerClient(birth, clock)
  }
  const { target } = birth.plan
  // Every worker counts as the one client would: which of them had a request must not show in its record.
  const folder = target.kind === 'endpoint' ? target.tokenizer : null
  const tokenizer = folder === null ? null : await readTokenizer(folder)
  const { dialects } =
    birth.dialectModule === null ? { dialects: [] } : ((await import(birth.dialectModule)) as DialectModule)
  const client = createEndpointClient(birth.plan, { apiKey: birth.apiKey, tokenizer, dialects, clock })
  // It learns what serves there, and lets go of the connection: on a server that has one, the program still has to count its prompts.
  await client.open({ connections: 0 })
  await client.releaseConnections()
  return client
}
