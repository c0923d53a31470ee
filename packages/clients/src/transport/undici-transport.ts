import { openInBatches } from './open-in-batches.js'
import type { Transport, TransportOptions } from './transport.js'
import { UndiciLanes } from './undici-lanes.js'
import { undiciThroughProxy } from './undici-through-proxy.js'

export type UndiciTransportOptions = TransportOptions & {
  /** Send everything through this HTTP proxy. */
  readonly proxy?: URL
}

/**
 * The general transport: undici, one connection a request in flight, no pipelining. Stamps are taken where the socket
 * hands its bytes over, before undici parses them; behind a proxy, where the socket is out of reach, at the body chunk.
 */
export function createUndiciTransport(options: UndiciTransportOptions): Transport {
  return options.proxy ? undiciThroughProxy(options, options.proxy) : direct(options)
}

function direct(options: TransportOptions): Transport {
  const lanes = new UndiciLanes(options)
  return {
    name: 'undici',
    stampSource: 'socket_read',
    seesConnect: true,
    async open(connections, signal) {
      if (!lanes.keepAlive) return 0
      return openInBatches({ connections, idleCount: () => lanes.idleCount, openOne: () => lanes.open(), signal })
    },
    dispatch: (request, handler) => lanes.send(request, handler),
    async close() {
      lanes.close()
    },
  }
}
