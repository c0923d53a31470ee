import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { createFetchTransport } from './fetch-transport.js'
import type { GivenTransport, TransportTarget } from './given-transport.js'
import { type Environment, proxyForUrl } from './proxy-for-url.js'
import { createRawTransport } from './raw-transport.js'
import { throughForwardProxy } from './through-forward-proxy.js'
import type { Transport, TransportName, TransportOptions } from './transport.js'

export type TransportChoice = {
  readonly name: TransportName
  readonly proxy: URL | null
  /** https is tunnelled through a proxy; plain http is handed to it. */
  readonly tunnel: boolean
  /** The transport from outside that was chosen; `null` where it is one of this package. */
  readonly given: GivenTransport | null
  /** Why a transport from outside was not taken; `null` where none was handed in, one was, or the user named another. */
  readonly passedOver: string | null
}

export type ChooseOptions = TransportTarget & {
  readonly environment: Environment
  /** From outside, the most wanted first. @default [] */
  readonly given?: readonly GivenTransport[]
  /** @default what this program runs in */
  readonly runtime?: 'node' | 'other'
}

const own = ['raw', 'undici', 'fetch']

/**
 * Which transport a target gets. `auto` is the most precise one that can do what the target needs: one that was handed in, raw
 * sockets under Node, undici where a tunnel leads through a proxy, fetch in Deno, Bun and browsers.
 *
 * @throws BenchError `invalid_argument` when the wanted transport cannot go through the proxy that the environment names.
 */
export function chooseTransport(wanted: TransportName | 'auto', options: ChooseOptions): TransportChoice {
  const { origin, socketPath, environment, given = [], runtime = currentRuntime() } = options
  const isGiven = given.some(({ name }) => name === wanted)
  if (wanted !== 'auto' && !isGiven && !own.includes(wanted)) throw notHere(wanted)
  // Elsewhere fetch goes through the proxy by itself.
  if (runtime === 'other' && (wanted === 'auto' || wanted === 'fetch'))
    return { name: 'fetch', proxy: null, tunnel: false, given: null, passedOver: null }
  const proxy = socketPath === undefined ? proxyForUrl(origin, environment) : null
  const tunnel = proxy !== null && origin.protocol === 'https:'
  const first = proxy === null ? { origin, ...(socketPath === undefined ? {} : { socketPath }) } : { origin: proxy }
  const { found, passedOver } = tunnel
    ? { found: null, passedOver: THROUGH_TUNNEL }
    : firstThatReaches(given, wanted, first)
  if (wanted === 'auto') {
    const name = found?.name ?? (tunnel ? 'undici' : 'raw')
    return { name, proxy, tunnel, given: found, passedOver: given.length > 0 ? passedOver : null }
  }
  if (isGiven && found === null) throw cannotReach(wanted, passedOver)
  if ((tunnel && wanted === 'raw') || (proxy && wanted === 'fetch')) {
    throw new BenchError('invalid_argument', `the ${wanted} transport cannot use the proxy ${proxy?.host}`, {
      hint: `use the undici transport, or add ${origin.hostname} to NO_PROXY`,
    })
  }
  return { name: wanted, proxy, tunnel, given: isGiven ? found : null, passedOver: null }
}

const THROUGH_TUNNEL = 'a tunnel through a proxy leads to the server'

function firstThatReaches(given: readonly GivenTransport[], wanted: string, target: TransportTarget) {
  let passedOver: string | null = null
  for (const each of given) {
    if (wanted !== 'auto' && wanted !== each.name) continue
    const why = each.cannotReach(target)
    if (why === null) return { found: each, passedOver: null }
    passedOver ??= why
  }
  return { found: null, passedOver }
}

function notHere(wanted: string): BenchError {
  if (wanted !== 'kernel') return invalidArgument('transport', wanted, 'give one of auto, kernel, raw, undici, fetch')
  return new BenchError('invalid_argument', 'the kernel transport was not handed to this client', {
    hint: "give transports: [await kernelTransport()] of @sagellm-benchmark/kernel-transport, or another transport's name",
  })
}

function cannotReach(name: string, why: string | null): BenchError {
  return new BenchError('invalid_argument', `the ${name} transport cannot be used: ${why}`, {
    hint: 'use --transport auto, which takes the most precise one that can',
  })
}

/** Makes the chosen transport; Node's own modules are loaded only for those that need them. */
export async function createTransport(
  choice: TransportChoice,
  options: TransportOptions & { readonly fetch?: typeof fetch },
): Promise<Transport> {
  const { proxy, tunnel } = choice
  if (proxy === null || tunnel) return transportTo(choice, options)
  const toProxy = await transportTo({ ...choice, proxy: null }, { ...options, origin: new URL(proxy.origin) })
  return throughForwardProxy(toProxy, options.origin, proxy)
}

async function transportTo(
  { name, proxy, given }: TransportChoice,
  options: TransportOptions & { readonly fetch?: typeof fetch },
): Promise<Transport> {
  if (given !== null) return given.create(options)
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
