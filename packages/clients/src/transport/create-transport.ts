import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { createFetchTransport } from './fetch-transport.js'
import { type Environment, proxyForUrl } from './proxy-for-url.js'
import { createRawTransport } from './raw-transport.js'
import { throughForwardProxy } from './through-forward-proxy.js'
import type { Transport, TransportName, TransportOptions } from './transport.js'

export type TransportChoice = {
  readonly name: TransportName
  readonly proxy: URL | null
  /** https is tunnelled through a proxy; plain http is handed to it. */
  readonly tunnel: boolean
}

/**
 * Which transport a target gets. `auto` is the most precise one that can do what the target needs: raw sockets under
 * Node, undici where a tunnel leads through a proxy, fetch in Deno, Bun and browsers.
 *
 * @throws BenchError `invalid_argument` when the wanted transport cannot go through the proxy that the environment names.
 */
export function chooseTransport(
  wanted: TransportName | 'auto',
  origin: URL,
  environment: Environment,
  runtime: 'node' | 'other' = currentRuntime(),
): TransportChoice {
  if (!['auto', 'raw', 'undici', 'fetch'].includes(wanted)) {
    throw invalidArgument('transport', wanted, 'give one of auto, raw, undici, fetch')
  }
  // Elsewhere fetch goes through the proxy by itself.
  if (runtime === 'other' && (wanted === 'auto' || wanted === 'fetch'))
    return { name: 'fetch', proxy: null, tunnel: false }
  const proxy = proxyForUrl(origin, environment)
  const tunnel = proxy !== null && origin.protocol === 'https:'
  if (wanted === 'auto') return { name: tunnel ? 'undici' : 'raw', proxy, tunnel }
  if ((tunnel && wanted === 'raw') || (proxy && wanted === 'fetch')) {
    throw new BenchError('invalid_argument', `the ${wanted} transport cannot use the proxy ${proxy?.host}`, {
      hint: `use the undici transport, or add ${origin.hostname} to NO_PROXY`,
    })
  }
  return { name: wanted, proxy, tunnel }
}

/** Makes the chosen transport; Node's own modules are loaded only for those that need them. */
export async function createTransport(
  choice: TransportChoice,
  options: TransportOptions & { readonly fetch?: typeof fetch },
): Promise<Transport> {
  const { name, proxy, tunnel } = choice
  if (proxy === null || tunnel) return transportTo(choice, options)
  const toProxy = await transportTo({ name, proxy: null, tunnel }, { ...options, origin: new URL(proxy.origin) })
  return throughForwardProxy(toProxy, options.origin, proxy)
}

async function transportTo(
  { name, proxy }: TransportChoice,
  options: TransportOptions & { readonly fetch?: typeof fetch },
): Promise<Transport> {
  if (name === 'fetch') return createFetchTransport(options)
  if (name === 'raw') return createRawTransport(options)
  const { createUndiciTransport } = await import('./undici-transport.js')
  return createUndiciTransport(proxy ? { ...options, proxy } : options)
}

/** Node has raw sockets that can be trusted to stamp; Deno and Bun imitate its modules. */
function currentRuntime(): 'node' | 'other' {
  const { process, Deno, Bun } = globalThis as {
    process?: { versions?: { node?: string } }
    Deno?: unknown
    Bun?: unknown
  }
  return process?.versions?.node !== undefined && Deno === undefined && Bun === undefined ? 'node' : 'other'
}

/** The process's environment, empty where there is none. */
export function currentEnvironment(): Environment {
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {}
}
