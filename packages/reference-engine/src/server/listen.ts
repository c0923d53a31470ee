import type { Server } from 'node:http'
import { BenchError } from '@sagellm-benchmark/protocol-types'

export type Address = { readonly host: string; readonly port: number }

/** @throws BenchError `unavailable` when the port cannot be opened. */
export function listen(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is in use' : cause.message
      const said = `cannot listen on ${host}:${port}: ${why}`
      reject(new BenchError('unavailable', said, { hint: 'choose another port', cause }))
    }
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

/** Whether the listener is closed on purpose for a while, so that the kernel refuses new connections. */
export interface Outage {
  /** Refuses new connections for `ms`. Connections that are answering stay; idle ones are closed. */
  begin(ms: number): void
  end(): void
}

export function createOutage(server: Server, address: () => Address): Outage {
  let timer: NodeJS.Timeout | null = null
  let ended = false
  const reopen = ({ host, port }: Address) => {
    timer = null
    // Another program may have taken the port meanwhile; a server that is down stays down until it is free.
    if (!ended) listen(server, { host, port }).catch(() => (timer = setTimeout(reopen, 200, { host, port })))
  }
  return {
    begin(ms) {
      if (timer !== null || ended) return
      const at = address()
      server.close()
      server.closeIdleConnections()
      timer = setTimeout(reopen, ms, at)
    },
    end() {
      ended = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
