import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import type { Transport } from '../transport/transport.js'

export type OpenConnectionsOptions = {
  readonly connections: number
  /** For each hundred of them, ms. */
  readonly connectMs: number
  readonly clock: Clock
  /** The target, for the error. */
  readonly url: string
  readonly signal?: AbortSignal
}

/**
 * Opens connections ahead of load, within a limit: a host that drops packets would otherwise hold the run for minutes.
 *
 * @returns how many idle connections stand ready.
 * @throws BenchError `unavailable` where they cannot be opened, or not in time.
 */
export async function openConnections(transport: Transport, options: OpenConnectionsOptions): Promise<number> {
  const { connections, connectMs, clock, url, signal } = options
  const limitMs = connectMs * Math.max(1, Math.ceil(connections / 100))
  const limit = new AbortController()
  const cancelTimer = clock.setTimer(limitMs, () =>
    limit.abort(
      new BenchError('unavailable', `${url}: ${connections} connections could not be opened in ${limitMs} ms`, {
        hint: 'check the address, or allow more time to connect',
      }),
    ),
  )
  try {
    return await transport.open(connections, signal ? AbortSignal.any([signal, limit.signal]) : limit.signal)
  } finally {
    cancelTimer()
  }
}
