import { type ClientIdentity, createOpenAiClient, type Dialect, type EngineClient } from '@sagellm-benchmark/clients'
import type { GivenTransport } from '@sagellm-benchmark/clients/transport'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import { endpointClientOptions } from '../targets/endpoint-client-options.js'
import { type EchoServer, startEchoServer } from './echo-server.js'
import { sendWaves } from './send-waves.js'

export type WarmUpOptions = {
  readonly plan: RunPlan
  /** Of the client that will send the load. */
  readonly identity: Pick<ClientIdentity, 'transport' | 'engine'>
  readonly dialects: readonly Dialect[]
  readonly transports: readonly GivenTransport[]
  readonly clock: Clock
  /** Ends it early. */
  readonly signal: AbortSignal
  /** It ends after this long, however warm, ms. @default 300 */
  readonly longestMs?: number
  /** @default startEchoServer */
  readonly startServer?: () => Promise<EchoServer>
}

/**
 * Sends requests through everything that a load goes through in this thread (messages, loop, client, transport, reading of streams,
 * records), to a server of its own on the loopback interface: code that runs for the first time is slow, and would be so within the
 * first requests of the load. Nothing of it reaches the target or a result.
 *
 * @returns why it could not be done; `null` where it was, or was ended early. Never rejects.
 */
export async function warmUp(options: WarmUpOptions): Promise<string | null> {
  const { clock, signal, longestMs = 300, startServer = startEchoServer } = options
  const ending = new AbortController()
  const end = () => ending.abort()
  signal.addEventListener('abort', end, { once: true })
  const cancelTimer = clock.setTimer(longestMs, end)
  let server: EchoServer | null = null
  let client: EngineClient | null = null
  try {
    if (signal.aborted) return null
    server = await startServer()
    const plan = planFor(server, options)
    client = createOpenAiClient(clientOptions(plan, options))
    return await sendWaves(client, { plan, clock, signal: ending.signal })
  } catch (error) {
    return ending.signal.aborted ? null : error instanceof Error ? error.message : String(error)
  } finally {
    cancelTimer()
    signal.removeEventListener('abort', end)
    await client?.close().catch(() => {})
    await server?.close().catch(() => {})
  }
}

/** The plan of the load as far as its code depends on it, with nothing that leads to the target or is meant for it. */
function planFor({ url }: EchoServer, { plan, identity }: WarmUpOptions): RunPlan {
  const { target } = plan
  if (target.kind !== 'endpoint') return plan
  return {
    ...plan,
    target: {
      ...target,
      ...{ url, replicas: [], headers: {}, query: {}, sessionHeaders: [], unixSocket: null },
      ...{ caFile: null, certFile: null, keyFile: null, insecure: false },
      ...{ model: 'warm-up', modelUnlisted: true, dialect: identity.engine, extraBody: {}, fieldChanges: {} },
      transport: identity.transport as typeof target.transport,
    },
    warmup: { requests: 0, seconds: 0 },
    stop: { ...plan.stop, durationSeconds: null, byRequests: true, drainSeconds: 0 },
    rounds: 1,
    retries: 0,
  }
}

function clientOptions(plan: RunPlan, { dialects, transports, clock }: WarmUpOptions) {
  const { target } = plan
  const countLater = target.kind === 'endpoint' && target.tokenizer !== null
  const options = endpointClientOptions(plan, { countLater, dialects, transports, clock })
  // No proxy of the environment leads to this thread, and limits that were set for the target are none of this server.
  return { ...options, env: {}, timeouts: {} }
}
