import { openInBatches } from './open-in-batches.js'
import type { RawDialer } from './raw-dialer.js'
import { RawPool } from './raw-pool.js'
import type { Transport, TransportOptions } from './transport.js'

/** What distinguishes one transport over sockets from another: how it gets its sockets, and how it reads them. */
export type SocketTransportParts = Pick<Transport, 'name' | 'stampSource' | 'takeLateness'> & {
  readonly dial: RawDialer
  /** Called when all connections have been closed. @default nothing */
  readonly onClose?: () => void
}

/** A transport that keeps a pool of HTTP/1.1 connections, whoever connects and reads their sockets. */
export function socketTransport(parts: SocketTransportParts, options: TransportOptions): Transport {
  const { dial, onClose, ...said } = parts
  const pool = new RawPool(dial, options)
  return {
    ...said,
    seesConnect: true,
    async open(connections, signal) {
      if (!pool.keepAlive) return 0
      return openInBatches({ connections, idleCount: () => pool.idleCount, openOne: () => pool.open(), signal })
    },
    dispatch: (request, handler) => pool.send(request, handler),
    async close() {
      pool.close()
      onClose?.()
    },
  }
}
