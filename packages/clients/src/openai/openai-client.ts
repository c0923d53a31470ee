import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'
import { type CounterEars, openServerCounter, type ServerCounter } from '../endpoint/count-prompt.js'
import { createEndpoint } from '../endpoint/endpoint.js'
import { openConnections } from '../endpoint/open-connections.js'
import type { ClientIdentity, EngineClient } from '../engine-client.js'
import { openNativeCounter } from '../native/native-counter.js'
import { identityOf } from './client-identity.js'
import { KnownServer } from './known-server.js'
import type { OpenAiClientOptions } from './openai-client-options.js'
import { PlannedSender } from './planned-sender.js'

/** The client of an OpenAI-compatible server. */
export interface OpenAiClient extends EngineClient {
  /** Engine, model and context length are complete once `open` or the first `send` has asked the server. */
  readonly identity: ClientIdentity
  /** Counts prompts by the server's own tokenizer; `null` where it has none to ask, or none that is of use. */
  openCounter(ears?: CounterEars): Promise<ServerCounter | null>
  /** Lets go of its connections, which may hold places on the server, once what is counted on them has come. It can be used on. */
  releaseConnections(): Promise<void>
}

/**
 * A client for any server that speaks the OpenAI API. Nothing is sent before `open` or the first `send`.
 *
 * @throws BenchError `invalid_argument` for options that cannot be used; `open` and `send` throw `not_found` for a model
 *   that the server does not serve and `unavailable` where it cannot be reached to ask.
 * @example
 * const client = createOpenAiClient({ url: 'http://127.0.0.1:8000/v1' })
 * await client.open({ connections: 8 })
 * const record = await client.send(planned)
 */
export function createOpenAiClient(options: OpenAiClientOptions): OpenAiClient {
  const { label = 'endpoint', api = 'chat', extraBody = {} } = options
  const timeouts = TimeoutPlan.parse(options.timeouts ?? {})
  const endpoint = createEndpoint(options)
  const server = new KnownServer(endpoint, options)
  const sender = new PlannedSender({ endpoint, server, timeouts, options })

  return {
    get identity() {
      return identityOf(label, endpoint, options, server.facts)
    },
    async open({ connections, signal }) {
      if (!Number.isInteger(connections) || connections < 0) {
        throw invalidArgument('connections', connections, 'give a whole number, the concurrency of the load')
      }
      await server.ask(signal)
      const transport = await endpoint.transport()
      const { clock, url } = endpoint
      const { connectMs } = timeouts
      await openConnections(transport, { connections, connectMs, clock, url, ...(signal ? { signal } : {}) })
    },
    prepare: (planned) => sender.prepare(planned),
    send: (planned, sendOptions = {}) => sender.send(planned, sendOptions),
    async openCounter(ears = {}) {
      const { dialect, discovery } = await server.ask()
      if (api === 'native') return openNativeCounter(endpoint, { model: discovery.model, ...ears })
      return openServerCounter(endpoint, { dialect, model: discovery.model, api, extraBody, ...ears })
    },
    takeReadLateness: () => endpoint.takeLateness(),
    releaseConnections: () => endpoint.releaseConnections(),
    close: () => endpoint.close(),
  }
}
