import type { NetConnectOpts, Socket } from 'node:net'
import { cannotConnect } from './classify-transport-error.js'
import { createIdleConnections, unrefTimer } from './idle-connections.js'
import { openInBatches, type Opening } from './open-in-batches.js'
import { type ConnectWatch, RawConnection, type RawConnectionOwner } from './raw-connection.js'
import { tlsOptions } from './tls-options.js'
import { createUnanswered } from './unanswered.js'
import type { ResponseHandler, Transport, TransportOptions, TransportRequest } from './transport.js'

const READ_BUFFER_BYTES = 65_536
/** Longer after a read that filled the buffer, the next one is of its own. */
const SAME_READ_MS = 10

/**
 * The precise transport: plain sockets with one shared read buffer and an own HTTP/1.1 reader. Half the CPU of undici per
 * event, and the stamp is taken in the kernel's read callback itself. Node only; no proxies.
 */
export async function createRawTransport(options: TransportOptions): Promise<Transport> {
  const { origin, now, idleMs = 4000, maxHeaderBytes = 65_536, keepAlive = true, setTimer = unrefTimer } = options
  const net = await import('node:net')
  const secure = origin.protocol === 'https:'
  const tls = secure ? await import('node:tls') : null

  const hostname = origin.hostname.replace(/^\[|\]$/g, '')
  const port = Number(origin.port) || (secure ? 443 : 80)
  // One for all connections: it holds the parsed certificates.
  const secureContext = tls?.createSecureContext(tlsOptions(options)) ?? null
  const servername = net.isIP(hostname) === 0 ? hostname : ''

  // All sockets read into one buffer: a callback handles its bytes before the next read can happen.
  const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  const idle = createIdleConnections<RawConnection>({ now, setTimer, idleMs })
  const all = new Set<RawConnection>()
  const unanswered = createUnanswered<RawConnection>()
  /** Connections retired for bytes that nobody asked for; the next request says so. */
  let unexpected = 0

  const owner: RawConnectionOwner = {
    now,
    host: origin.host,
    maxHeaderBytes,
    keepAlive,
    released(connection, { beganAt, streamed, limitMs }) {
      const idleMs = Math.min(limitMs, unanswered.idleLimitMs({ beganAt, at: now() }))
      if (idleMs === 0 || (streamed && !idle.keepAfterStream)) return connection.destroy()
      idle.addProven(connection, idleMs)
    },
    unexpectedBytes: () => void (unexpected += 1),
    closed(connection) {
      all.delete(connection)
      idle.remove(connection)
    },
  }

  const connect = (watch?: ConnectWatch): RawConnection => {
    const connection = new RawConnection(owner)
    all.add(connection)
    // What follows a read that filled the buffer lay there already, and came with it.
    let filledAt = Number.NEGATIVE_INFINITY
    let stamp = 0
    const onread = {
      buffer: shared,
      callback(length: number, bytes: Uint8Array) {
        const at = now()
        if (at - filledAt > SAME_READ_MS) stamp = at
        filledAt = length === READ_BUFFER_BYTES ? at : Number.NEGATIVE_INFINITY
        connection.read(bytes, length, stamp)
        return true
      },
    }
    const target: NetConnectOpts = { host: hostname, port, onread }
    const socket: Socket = tls
      ? tls.connect({
          ...target,
          servername,
          ALPNProtocols: ['http/1.1'],
          ...(secureContext ? { secureContext } : {}),
          rejectUnauthorized: !options.insecure,
        })
      : net.connect(target)
    connection.attach(socket, tls ? 'secureConnect' : 'connect', watch)
    return connection
  }

  /** Opens one connection and, when it stands, puts it with the idle ones. */
  const openOne = (): Opening => {
    let connection: RawConnection | null = null
    const done = new Promise<void>((resolve, reject) => {
      const opening = connect({
        onReady() {
          idle.addFresh(opening)
          resolve()
        },
        onBroken: (error) => reject(cannotConnect(origin, error)),
      })
      connection = opening
    })
    return {
      done,
      cancel() {
        if (connection?.usable === false) connection.destroy()
      },
    }
  }

  const dispatch = (request: TransportRequest, handler: ResponseHandler) => {
    const kept = idle.take()
    let connection = kept?.connection ?? connect()
    if (unexpected > 0) {
      unexpected -= 1
      handler.onConnectionFlag('unexpected_bytes')
    }
    const sendAgain = () => {
      idle.learnFromStale(kept?.idleForMs ?? 0)
      handler.onConnectionFlag('connection_was_stale')
      connection = connect()
      unanswered.began(connection, now())
      connection.start(request, handler, null)
    }
    unanswered.began(connection, now())
    connection.start(request, handler, kept ? sendAgain : null)
    return { abort: () => connection.abort(handler) }
  }

  return {
    name: 'raw',
    stampSource: 'socket_read',
    seesConnect: true,
    open: async (connections, signal) =>
      keepAlive ? openInBatches({ connections, idleCount: () => idle.size, openOne, signal }) : 0,
    dispatch,
    async close() {
      for (const connection of all) connection.destroy()
      idle.clear()
    },
  }
}
