import { BenchError } from '@sagellm-benchmark/protocol-types'
import { deepestError, errorCode } from './error-codes.js'

/** What a machine or process has run out of, and what helps. */
export type ClientLimit = { readonly what: string; readonly remedy: string }

const limits: Readonly<Record<string, ClientLimit>> = {
  EMFILE: {
    what: 'the limit of open files of this process is reached (EMFILE)',
    remedy: 'raise its limit (ulimit -n), or lower --concurrency',
  },
  ENFILE: {
    what: 'the limit of open files of this machine is reached (ENFILE)',
    remedy: 'raise the limit of the machine (fs.file-max), or lower --concurrency',
  },
  EADDRNOTAVAIL: {
    what: 'no local port is free for another connection (EADDRNOTAVAIL)',
    remedy: 'keep connections alive (no --no-keep-alive), lower --concurrency, or widen net.ipv4.ip_local_port_range',
  },
  ENOBUFS: noMemory('ENOBUFS'),
  ENOMEM: noMemory('ENOMEM'),
}

/**
 * The limit of the client's own machine that kept a connection from being opened; `null` for every other error. It is no failure
 * of the server, and every further request would meet it.
 */
export function clientLimitOf(error: unknown): ClientLimit | null {
  const deepest = deepestError(error)
  if (deepest instanceof AggregateError) {
    // One address of several: only where all of them met the limit is it one.
    const [first, ...others] = deepest.errors.map(clientLimitOf)
    return first && others.every((each) => each !== null) ? first : null
  }
  const code = errorCode(error)
  if (code === null) return null
  // A machine without IPv6 says the same of an address that it cannot reach.
  const { address } = deepest as { address?: unknown }
  if (code === 'EADDRNOTAVAIL' && typeof address === 'string' && address.includes(':')) return null
  return limits[code] ?? null
}

/** The error that ends a run which has met the limit. */
export function clientLimitError({ what, remedy }: ClientLimit, cause?: unknown): BenchError {
  const message = `cannot open another connection: ${what}`
  return new BenchError('resource_exhausted', message, { hint: remedy, ...(cause === undefined ? {} : { cause }) })
}

function noMemory(code: string): ClientLimit {
  return {
    what: `the system has no memory for another connection (${code})`,
    remedy: 'lower --concurrency, or give sockets more memory (net.ipv4.tcp_mem)',
  }
}
