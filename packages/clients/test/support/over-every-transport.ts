import { afterEach, describe } from 'vitest'
import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { kernel, kernelWorks } from './kernel.js'
import { createOpenAiClient, type OpenAiClient, type OpenAiClientOptions } from '../../src/index.js'
import { aPlannedRequest } from './planned.js'
import { asEngine, type Script, type ScriptedServer, startScriptedServer } from './scripted-server.js'

export type TransportUnderTest = 'kernel' | 'raw' | 'undici' | 'fetch'

export type Bench = {
  readonly transport: TransportUnderTest
  /** A server that plays `script` for completions, and a client of it; both are closed after the test. */
  start(
    script: Script,
    options?: Partial<OpenAiClientOptions>,
  ): Promise<{ readonly server: ScriptedServer; readonly client: OpenAiClient }>
  /** The record of one request to such a server, checked against its schema. */
  record(
    script: Script,
    options?: Partial<OpenAiClientOptions>,
    request?: Partial<GenerationRequest>,
  ): Promise<RequestRecord>
}

/** Declares the same tests for each transport: what one of them passes, all must. */
export function overEveryTransport(declare: (bench: Bench) => void): void {
  for (const transport of ['kernel', 'raw', 'undici', 'fetch'] as const) {
    describe.skipIf(transport === 'kernel' && !kernelWorks)(`over ${transport}`, () => declareFor(transport, declare))
  }
}

function declareFor(transport: TransportUnderTest, declare: (bench: Bench) => void): void {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close()
  })
  const start: Bench['start'] = async (script, options = {}) => {
    const server = await startScriptedServer(asEngine(script))
    const client = createOpenAiClient({ url: server.url, transport, transports: [kernel], env: {}, ...options })
    open.push(server, client)
    return { server, client }
  }
  declare({
    transport,
    start,
    async record(script, options = {}, request = {}) {
      const { client } = await start(script, options)
      return RequestRecord.parse(await client.send(aPlannedRequest(request), { keepText: true }))
    },
  })
}
