import type { TransportOptions } from './transport.js'

/** Where a socket connects to, as `net.connect` takes it. */
export type ConnectPlace = { readonly path: string } | { readonly host: string; readonly port: number }

/** The socket of this machine that the options name, else host and port of the origin. */
export function connectPlace({ origin, socketPath }: Pick<TransportOptions, 'origin' | 'socketPath'>): ConnectPlace {
  if (socketPath !== undefined) return { path: socketPath }
  const port = Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80)
  return { host: hostnameOf(origin), port }
}

/** Without the brackets of an IPv6 address. */
export function hostnameOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, '')
}
