import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { Dialect, EngineClient } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient } from '../load/create-endpoint-client.js'
import { givenTransports } from '../load/given-transports.js'
import { keyOfLine } from './key-line.js'
import type { WorkerBirth } from './messages.js'

type DialectModule = { readonly dialects: readonly Dialect[] }
type ClientModule = { createWorkerClient(birth: WorkerBirth, clock: Clock): EngineClient }

/** The client of one worker: from the module that the caller named, else the one that the plan's endpoint asks for. */
export async function workerClient(birth: WorkerBirth, clock: Clock): Promise<EngineClient> {
  holdSecrets(birth.secrets)
  if (birth.clientModule !== null) {
    const { createWorkerClient } = (await import(birth.clientModule)) as ClientModule
    return createWorkerClient(birth, clock)
  }
  const { target } = birth.plan
  // Tokenizing is work of milliseconds: the thread of the program does it, when it gets the record.
  const countLater = target.kind === 'endpoint' && target.tokenizer !== null
  const { dialects } =
    birth.dialectModule === null ? { dialects: [] } : ((await import(birth.dialectModule)) as DialectModule)
  const apiKey = birth.keyLine === null ? birth.apiKey : keyOfLine(birth.keyLine, clock)
  const transports = target.kind === 'endpoint' ? await givenTransports(target) : []
  const client = createEndpointClient(birth.plan, { apiKey, countLater, dialects, transports, clock })
  // It learns what serves there, and lets go of the connection: on a server that has one, the program still has to count its prompts.
  await client.open({ connections: 0 })
  await client.releaseConnections()
  return client
}
