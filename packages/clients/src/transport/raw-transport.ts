import type { NetConnectOpts, Socket } from 'node:net'
import { cannotConnect } from './classify-transport-error.js'
import { type ConnectWatch, RawConnection, type RawConnectionOwner } from './raw-connection.js'
import type { Transport, TransportOptions } from './transport.js'

/** Sockets being opened ahead at one moment; more would overrun a server's accept queue. */
const OPENING_AT_ONCE = 64
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
  const openOne = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = () => signal?.removeEventListener('abort', onAbort)
      const onAbort = () => {
        settle()
        connection.destroy()
        reject(signal?.reason)
      }
      const connection = connect({
        onReady() {
          settle()
          connection.idleUntil = now() + FRESH_IDLE_MS
          idle.push(connection)
          resolve()
        },
        onBroken(error) {
          settle()
          reject(cannotConnect(origin, error))
        },
      })
      signal?.addEventListener('abort', onAbort, { once: true })
    })

  return {
    name: 'raw',
    stampSource: 'socket_read',
    seesConnect: true,
    async open(connections, signal) {
      signal?.throwIfAborted()
      while (idle.length < connections) {
        const batch = Math.min(OPENING_AT_ONCE, connections - idle.length)
        await Promise.all(Array.from({ length: batch }, () => openOne(signal)))
      }
      return idle.length
    },
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
