import { BenchError, type Clock, invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import { createMemoryBudget } from '../bytes/memory-budget.js'
import { chooseTransport, createTransport, currentEnvironment } from '../transport/create-transport.js'
import type { Environment } from '../transport/proxy-for-url.js'
import type { GivenTransport, TransportTarget } from '../transport/given-transport.js'
import { HTTPS_REMEDY } from '../transport/not-http.js'
import { speaksTls } from '../transport/speaks-tls.js'
import { withRedirects } from '../transport/with-redirects.js'
import type { ClientCertificate, ReadLateness, StampSource, Transport, TransportName } from '../transport/transport.js'
import { call, type Call, type CallAnswer, type Reachable } from './call.js'
import { keyedHeaders } from './keyed-headers.js'
import { type ApiKey, keyNow } from './key-source.js'
import { holdingRedactor } from './redact.js'
import { routeAtEnd } from './route-at-end.js'

/** Where a server is and how to reach it. */
export type EndpointOptions = {
  /** Base URL, with `/v1`; a bare host gets it. */
  readonly url: string
  /** Sent as a bearer token; a source of keys where they expire. @default none */
  readonly apiKey?: ApiKey | null
  /** Extra headers; names in any case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** @default 'auto' */
  readonly transport?: TransportName | 'auto'
  /** Transports beside those of this package, the most wanted first. @default [] */
  readonly transports?: readonly GivenTransport[]
  /** A unix socket to connect to, instead of the host and port of `url`, which still name the server. @default none */
  readonly socketPath?: string | null
  /** Certificate authority in PEM. */
  readonly ca?: string | null
  /** Certificate and private key in PEM with which this client shows who it is. @default none */
  readonly clientCertificate?: ClientCertificate | null
  /** Takes any certificate; a client says so in its notices and records. @default false */
  readonly insecure?: boolean
  /** False opens a connection for each request: slower, and what a client without a pool sees. @default true */
  readonly keepAlive?: boolean
  /** What all answers in flight may hold together, bytes; one that would go beyond fails. @default 536870912 */
  readonly maxHeldBytes?: number
  /** Proxy variables. @default the process's environment */
  readonly env?: Environment
  /** @default systemClock() */
  readonly clock?: Clock
  /** What the fetch transport calls. @default the runtime's own */
  readonly fetch?: typeof fetch
}

/** One server, with everything needed to talk to it. */
export interface Endpoint extends Reachable {
  /** The base URL as reports may show it: without secrets. */
  readonly url: string
  readonly transportName: TransportName
  readonly stampSource: StampSource
  /** Why a transport that was handed in was not taken; `null` where there is nothing to say. */
  readonly passedOver: string | null
  /** As in `Transport`; `null` where nothing is known of it. */
  takeLateness(): ReadLateness | null
  /**
   * Called where a request with these headers was refused with 401: whether the headers hold another key now, so that it may be sent again.
   */
  renewKey(refused: Readonly<Record<string, string>>): Promise<boolean>
  /** A plain request outside any measurement. Rejects never; a failure is in the answer. */
  call(request: Call): Promise<CallAnswer>
  /** Lets go of all connections, once the calls on them have ended; what is asked afterwards opens its own. */
  releaseConnections(): Promise<void>
  close(): Promise<void>
}

/**
 * Describes a server; nothing is sent yet.
 *
 * @throws BenchError `invalid_argument` for a URL, header or transport that cannot be used.
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const {
    apiKey,
    query = {},
    clock = systemClock(),
    env = currentEnvironment(),
    transports = [],
    socketPath = null,
  } = options
  const url = parseUrl(options.url)
  const origin = new URL(url.origin)
  const place = { origin, ...(socketPath === null ? {} : { socketPath }) }
  const choice = chooseTransport(options.transport ?? 'auto', { ...place, environment: env, given: transports })
  assertPossible(options, choice.name)
  const keyed = keyedHeaders(options, url)
  const redact = holdingRedactor({ apiKey: keyNow(apiKey), headers: keyed.headers, query, url, proxy: choice.proxy })
  const base = url.pathname === '/' ? '/v1' : url.pathname.replace(/\/+$/, '')
  const root = base.replace(/\/v1$/, '')
  const search = new URLSearchParams([...url.searchParams, ...Object.entries(query)]).toString()
  let transport: Promise<Transport> | null = null
  let current: Transport | null = null
  const calls = new Set<Promise<CallAnswer>>()
  const mayProbe =
    origin.protocol === 'http:' && choice.name !== 'fetch' && choice.proxy === null && socketPath === null
  let tls: Promise<boolean> | null = null

  const endpoint: Endpoint = {
    url: redact(`${origin.origin}${base}`),
    transportName: choice.name,
    stampSource: choice.given?.stampSource ?? (choice.name === 'fetch' || choice.tunnel ? 'body_chunk' : 'socket_read'),
    passedOver: choice.passedOver,
    takeLateness: () => current?.takeLateness?.() ?? null,
    clock,
    get headers() {
      return keyed.headers
    },
    renewKey: (refused) => keyed.renew(refused),
    redact,
    memory: createMemoryBudget(options.maxHeldBytes),
    pathOf: (route, under) => `${under === 'base' ? base : root}${route}${search ? `?${search}` : ''}`,
    transport() {
      transport ??= createTransport(choice, transportOptions(options, { place, clock })).then(
        (own) => (current = withRedirects(own, origin)),
      )
      return transport
    },
    async call(request) {
      const ask = async () => {
        const asked = call(endpoint, request)
        calls.add(asked)
        return asked.finally(() => calls.delete(asked))
      }
      const { headers } = endpoint
      const first = await ask()
      const answer = first.status === 401 && (await endpoint.renewKey(headers)) ? await ask() : first
      const silent = answer.status === null && answer.errorClass === 'connection_reset'
      if (!silent || !mayProbe) return answer
      tls ??= speaksTls(origin)
      return (await tls) ? { ...answer, remedy: HTTPS_REMEDY } : answer
    },
    async releaseConnections() {
      const opened = transport
      transport = null
      await Promise.allSettled(calls)
      await (await opened)?.close()
    },
    async close() {
      const opened = transport
      transport = null
      await (await opened)?.close()
    },
  }
  return endpoint
}

/** What a transport is given: only what was said, so that its own defaults hold. */
function transportOptions(
  { ca, insecure, clientCertificate, fetch, keepAlive = true }: EndpointOptions,
  { place, clock }: { readonly place: TransportTarget; readonly clock: Clock },
) {
  return {
    ...place,
    now: clock.now,
    keepAlive,
    ...(ca ? { ca } : {}),
    ...(insecure ? { insecure } : {}),
    ...(clientCertificate ? { clientCertificate } : {}),
    ...(fetch ? { fetch } : {}),
  }
}

/** What the fetch of a runtime keeps to itself. */
function assertPossible(
  { ca, insecure, clientCertificate, fetch, keepAlive = true, socketPath }: EndpointOptions,
  transport: TransportName,
): void {
  if ((ca || insecure || clientCertificate) && transport === 'fetch' && !fetch) {
    const what = ca || clientCertificate ? 'be given certificates' : 'leave certificates unchecked'
    throw new BenchError('invalid_argument', `the fetch transport cannot ${what}`, {
      hint: 'use the raw or undici transport, or the setting of the runtime (NODE_EXTRA_CA_CERTS, deno --cert)',
    })
  }
  if (socketPath && (transport === 'fetch' || transport === 'undici')) {
    throw new BenchError('invalid_argument', `the ${transport} transport does not connect to a unix socket`, {
      hint: 'use the raw transport (--transport raw or auto)',
    })
  }
  if (!keepAlive && transport === 'fetch') {
    throw new BenchError('invalid_argument', 'the fetch transport keeps its connections by itself', {
      hint: 'use the raw or undici transport to open a connection for each request',
    })
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalidArgument('url', text, 'give the base URL with http:// or https://, such as http://127.0.0.1:8000/v1')
  }
  const problem = routeAtEnd(url)
  if (problem) throw new BenchError('invalid_argument', `the URL ends with a route: ${url.pathname}`, { hint: problem })
  return url
}
