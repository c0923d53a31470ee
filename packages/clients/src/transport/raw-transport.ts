import { openInBatches } from './open-in-batches.js'
import { createRawDialer } from './raw-dialer.js'
import { RawPool } from './raw-pool.js'
import type { Transport, TransportOptions } from './transport.js'

/**
 * The precise transport: plain sockets with one shared read buffer and an own HTTP/1.1 reader. Half the CPU of undici per
 * event, and the stamp is taken in the kernel's read callback itself. Node only; no proxies.
 */
export async function createRawTransport(options: TransportOptions): Promise<Transport> {
  const pool = new RawPool(await createRawDialer(options), options)
  return {
    name: 'raw',
    stampSource: 'socket_read',
    seesConnect: true,
    async open(connections, signal) {
      if (!pool.keepAlive) return 0
      return openInBatches({ connections, idleCount: () => pool.idleCount, openOne: () => pool.open(), signal })
    },
    dispatch: (request, handler) => pool.send(request, handler),
    async close() {
      pool.close()
    },
  }
}
