import type { NetConnectOpts } from 'node:net'
import type { ConnectWatch, RawConnection } from './raw-connection.js'
import { tlsOptions } from './tls-options.js'
import type { TransportOptions } from './transport.js'

const READ_BUFFER_BYTES = 65_536
/** Longer after a read that filled the buffer, the next one is of its own. */
const SAME_READ_MS = 10

/** Gives a connection its socket, which begins to connect. */
export type RawDialer = (connection: RawConnection, watch?: ConnectWatch) => void

/** A dialer for one origin. All its sockets read into one buffer: a callback handles its bytes before the next read can happen. */
export async function createRawDialer(options: TransportOptions): Promise<RawDialer> {
  const { origin, now } = options
  const net = await import('node:net')
  const secure = origin.protocol === 'https:'
  const tls = secure ? await import('node:tls') : null

  const hostname = origin.hostname.replace(/^\[|\]$/g, '')
  const port = Number(origin.port) || (secure ? 443 : 80)
  // One for all connections: it holds the parsed certificates.
  const secureContext = tls?.createSecureContext(tlsOptions(options)) ?? null
  const servername = net.isIP(hostname) === 0 ? hostname : ''
  const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)

  /** Stamps a read in the kernel's callback itself, and hands its bytes on where they lie. */
  const readInto = (connection: RawConnection) => {
    // What follows a read that filled the buffer lay there already, and came with it.
    let filledAt = Number.NEGATIVE_INFINITY
    let stamp = 0
    return {
      buffer: shared,
      callback(length: number, bytes: Uint8Array) {
        const at = now()
        if (at - filledAt > SAME_READ_MS) stamp = at
        filledAt = length === READ_BUFFER_BYTES ? at : Number.NEGATIVE_INFINITY
        connection.read(bytes, length, stamp)
        return true
      },
    }
  }

  return (connection, watch) => {
    const target: NetConnectOpts = { host: hostname, port, onread: readInto(connection) }
    if (tls === null) return connection.attach(net.connect(target), 'connect', watch)
    const socket = tls.connect({
      ...target,
      servername,
      ALPNProtocols: ['http/1.1'],
      ...(secureContext ? { secureContext } : {}),
      rejectUnauthorized: !options.insecure,
    })
    connection.attach(socket, 'secureConnect', watch)
  }
}
