import type { NetConnectOpts } from 'node:net'
import { connectPlace, hostnameOf } from './connect-place.js'
import { nodeSocket } from './node-socket.js'
import type { RawConnection } from './raw-connection.js'
import type { ConnectWatch } from './raw-connection-owner.js'
import { tlsOptions } from './tls-options.js'
import type { TransportOptions } from './transport.js'

const READ_BUFFER_BYTES = 65_536

/** Gives a connection its socket, which begins to connect. */
export type RawDialer = (connection: RawConnection, watch?: ConnectWatch) => void

/** A dialer for one origin. All its sockets read into one buffer: a callback handles its bytes before the next read can happen. */
export async function createRawDialer(options: TransportOptions): Promise<RawDialer> {
  const { origin } = options
  const net = await import('node:net')
  const secure = origin.protocol === 'https:'
  const tls = secure ? await import('node:tls') : null

  const place = connectPlace(options)
  const hostname = hostnameOf(origin)
  // One for all connections: it holds the parsed certificates.
  const secureContext = tls?.createSecureContext(tlsOptions(options)) ?? null
  const servername = net.isIP(hostname) === 0 ? hostname : ''
  const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)

  const readInto = (connection: RawConnection) => ({
    buffer: shared,
    callback(length: number, bytes: Uint8Array) {
      connection.onRead(bytes, length, length === READ_BUFFER_BYTES)
      return true
    },
  })

  return (connection, watch) => {
    const target: NetConnectOpts = { ...place, onread: readInto(connection) }
    if (tls === null) return connection.attach(nodeSocket(net.connect(target), 'connect', connection), watch)
    const socket = tls.connect({
      ...target,
      servername,
      ALPNProtocols: ['http/1.1'],
      ...(secureContext ? { secureContext } : {}),
      rejectUnauthorized: !options.insecure,
    })
    connection.attach(nodeSocket(socket, 'secureConnect', connection), watch)
  }
}
