import type { NetConnectOpts, Socket } from 'node:net'
import { cannotConnect } from './classify-transport-error.js'
import { openInBatches, type Opening } from './open-in-batches.js'
import { type ConnectWatch, RawConnection, type RawConnectionOwner } from './raw-connection.js'
import type { Transport, TransportOptions } from './transport.js'

/** A connection that never carried a request is kept longer: servers time idleness from the first answer. */
const FRESH_IDLE_MS = 30_000
const READ_BUFFER_BYTES = 65_536

/**
 * The precise transport: plain sockets with one shared read buffer and an own HTTP/1.1 reader. Half the CPU of undici per
 * event, and the stamp is taken in the kernel's read callback itself. Node only; no proxies.
 */
export async function createRawTransport(options: TransportOptions): Promise<Transport> {
  const { origin, now, ca, idleMs = 4000, maxHeaderBytes = 65_536 } = options
  const net = await import('node:net')
  const secure = origin.protocol === 'https:'
  const tls = secure ? await import('node:tls') : null

  const hostname = origin.hostname.replace(/^\[|\]$/g, '')
  const port = Number(origin.port) || (secure ? 443 : 80)
  const context = tls && ca !== undefined ? tls.createSecureContext({ ca }) : null
  const servername = net.isIP(hostname) === 0 ? hostname : ''

  // All sockets read into one buffer: a callback handles its bytes before the next read can happen.
  const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  const idle: RawConnection[] = []
  const all = new Set<RawConnection>()

  const owner: RawConnectionOwner = {
    now,
    host: origin.host,
    maxHeaderBytes,
    idleMs,
    released: (connection) => void idle.push(connection),
    closed(connection) {
      all.delete(connection)
      const at = idle.indexOf(connection)
      if (at >= 0) idle.splice(at, 1)
    },
  }

  const connect = (watch?: ConnectWatch): RawConnection => {
    const connection = new RawConnection(owner)
    all.add(connection)
    const onread = {
      buffer: shared,
      callback(length: number, bytes: Uint8Array) {
        const at = now()
        connection.read(bytes, length, at)
        return true
      },
    }
    const target: NetConnectOpts = { host: hostname, port, onread }
    const socket: Socket = tls
      ? tls.connect({
          ...target,
          servername,
          ALPNProtocols: ['http/1.1'],
          ...(context ? { secureContext: context } : {}),
        })
      : net.connect(target)
    connection.attach(socket, tls ? 'secureConnect' : 'connect', watch)
    return connection
  }

  const takeIdle = (): RawConnection | null => {
    // The one used last is the least likely to have been closed by the server.
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (connection.connected && now() < connection.idleUntil) return connection
      connection.destroy()
    }
    return null
  }

  /** Opens one connection and, when it stands, puts it with the idle ones. */
  const openOne = (): Opening => {
    let connection: RawConnection | null = null
    const done = new Promise<void>((resolve, reject) => {
      const opening = connect({
        onReady() {
          opening.idleUntil = now() + FRESH_IDLE_MS
          idle.push(opening)
          resolve()
        },
        onBroken: (error) => reject(cannotConnect(origin, error)),
      })
      connection = opening
    })
    return {
      done,
      cancel() {
        if (connection?.connected === false) connection.destroy()
      },
    }
  }

  return {
    name: 'raw',
    stampSource: 'socket_read',
    seesConnect: true,
    open: (connections, signal) => openInBatches({ connections, idleCount: () => idle.length, openOne, signal }),
    dispatch(request, handler) {
      const connection = takeIdle() ?? connect()
      connection.start(request, handler)
      return { abort: () => connection.abort(handler) }
    },
    async close() {
      for (const connection of all) connection.destroy()
      idle.length = 0
    },
  }
}
