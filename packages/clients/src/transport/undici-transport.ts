import type { Socket } from 'node:net'
import { buildConnector, Client, ProxyAgent } from 'undici'
import { cannotConnect } from './classify-transport-error.js'
import { createIdleConnections, type IdleConnection, unrefTimer } from './idle-connections.js'
import { openInBatches, type Opening } from './open-in-batches.js'
import { tlsOptions } from './tls-options.js'
import { type CarryingConnection, createUnanswered } from './unanswered.js'
import type { ResponseHandler, Transport, TransportOptions, TransportRequest } from './transport.js'
import { createUndiciExchange } from './undici-exchange.js'

export type UndiciTransportOptions = TransportOptions & {
  /** Send everything through this HTTP proxy. */
  readonly proxy?: URL
}

type Connector = (options: object, callback: (error: Error | null, socket: Socket | null) => void) => void

/** One undici client, so one connection, and what is known of it. */
type Lane = IdleConnection &
  CarryingConnection & {
    readonly client: Client
    /** Stamp of the last socket read. */
    readonly reads: { at: number }
    /** Connections that the client had to wait for. */
    connects: number
  }

/**
 * The general transport: undici, one connection a request in flight, no pipelining. Stamps are taken where the socket
 * hands its bytes over, before undici parses them; behind a proxy, where the socket is out of reach, at the body chunk.
 */
export function createUndiciTransport(options: UndiciTransportOptions): Transport {
  return options.proxy ? throughProxy(options, options.proxy) : direct(options)
}

function throughProxy(options: UndiciTransportOptions, proxy: URL): Transport {
  const { origin, now, idleMs = 4000, keepAlive = true } = options
  const agent = new ProxyAgent({
    ...limitsOf(options),
    uri: proxy.href,
    requestTls: tlsOptions(options),
    keepAliveTimeout: idleMs,
  })
  /** Connections are the agent's own: whether one is reused is not seen, only that there may be one to reuse. */
  let answered = false
  const dispatch = (request: TransportRequest, handler: ResponseHandler) => {
    const exchange = createUndiciExchange({ origin, request, handler, now, keepAlive })
    exchange.start(agent, {
      onBodyAt: now,
      reused: () => null,
      onDone: () => void (answered = true),
      ...(answered && keepAlive ? { onStale: () => exchange.start(agent, { onBodyAt: now, reused: () => null }) } : {}),
    })
    return exchange
  }
  return {
    name: 'undici',
    stampSource: 'body_chunk',
    seesConnect: false,
    open: async () => 0,
    dispatch,
    close: () => agent.destroy(),
  }
}

function direct(options: TransportOptions): Transport {
  const { origin, now, idleMs = 4000, keepAlive = true, setTimer = unrefTimer } = options
  const connector = buildConnector({ ...tlsOptions(options), timeout: 0, allowH2: false }) as unknown as Connector
  const connectOptions = {
    // As a socket wants it: an IPv6 address without its brackets.
    hostname: origin.hostname.replace(/^\[|\]$/g, ''),
    host: origin.host,
    protocol: origin.protocol,
    port: origin.port,
    servername: null,
    localAddress: null,
  }
  const idle = createIdleConnections<Lane>({ now, setTimer, idleMs })
  const lanes = new Set<Lane>()
  const unanswered = createUnanswered<Lane>()

  const createLane = (opened?: Socket): Lane => {
    let ahead = opened
    const reads = { at: 0 }
    const connect: Connector = (connectionOptions, callback) => {
      const ready = ahead
      ahead = undefined
      if (ready && isOpen(ready)) {
        // Not at once: undici looks for a connection from inside its own loop and would not look again.
        return queueMicrotask(() => callback(null, ready))
      }
      lane.connects += 1
      connector(connectionOptions, (error, socket) => {
        if (socket) stampReads(socket, reads, now)
        callback(error, socket)
      })
    }
    if (opened) stampReads(opened, reads, now)
    const client = new Client(origin.origin, {
      ...limitsOf(options),
      pipelining: 1,
      keepAliveTimeout: idleMs,
      connect: connect as never,
    })
    const lane: Lane = {
      client,
      reads,
      connects: 0,
      get hasAnswered() {
        return reads.at > 0
      },
      get gone() {
        return client.destroyed
      },
      get usable() {
        return !client.destroyed && (ahead === undefined || isOpen(ahead))
      },
      destroy() {
        lanes.delete(lane)
        // A socket opened ahead is not the client's before its first request.
        ahead?.destroy()
        ahead = undefined
        void client.destroy().catch(() => {})
      },
    }
    lanes.add(lane)
    return lane
  }

  const openOne = (): Opening => {
    let cancelled = false
    const done = new Promise<void>((resolve, reject) => {
      connector(connectOptions, (error, socket) => {
        if (error || !socket) return reject(cannotConnect(origin, error))
        // The connector cannot be interrupted: a socket that nobody waits for any more is closed when it comes.
        if (cancelled) return void socket.destroy()
        idle.addFresh(createLane(socket))
        resolve()
      })
    })
    return { done, cancel: () => void (cancelled = true) }
  }

  const dispatch = (request: TransportRequest, handler: ResponseHandler) => {
    const exchange = createUndiciExchange({ origin, request, handler, now, keepAlive })
    const startOn = (lane: Lane, onStale?: () => void) => {
      const before = lane.connects
      const beganAt = now()
      unanswered.began(lane, beganAt)
      exchange.start(lane.client, {
        onBodyAt: () => lane.reads.at,
        reused: () => lane.connects === before,
        onDone(streamed) {
          const limitMs = unanswered.idleLimitMs({ beganAt, at: now() })
          if (limitMs === 0 || !keepAlive || (streamed && !idle.keepAfterStream)) lane.destroy()
          else idle.addProven(lane, limitMs)
        },
        onCut: () => lane.destroy(),
        ...(onStale ? { onStale } : {}),
      })
    }
    const kept = idle.take()
    if (!kept) startOn(createLane())
    else {
      startOn(kept.connection, () => {
        idle.learnFromStale(kept.idleForMs)
        startOn(createLane())
      })
    }
    return exchange
  }

  return {
    name: 'undici',
    stampSource: 'socket_read',
    seesConnect: true,
    open: async (connections, signal) =>
      keepAlive ? openInBatches({ connections, idleCount: () => idle.size, openOne, signal }) : 0,
    dispatch,
    async close() {
      idle.clear()
      for (const lane of lanes) lane.destroy()
    },
  }
}

/** Waiting is the caller's to limit: its timers know what is waited for. */
function limitsOf({ maxHeaderBytes = 65_536 }: TransportOptions) {
  return { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: maxHeaderBytes }
}

function isOpen(socket: Socket): boolean {
  return !socket.destroyed && socket.readyState === 'open'
}

/** Stamps every read of a socket at the moment it arrives, ahead of the stream machinery and the parser. */
function stampReads(socket: Socket, reads: { at: number }, now: () => number): void {
  const push = socket.push.bind(socket)
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    // The end of the stream is pushed as null: it is no byte of an answer.
    if (chunk !== null) reads.at = now()
    return push(chunk, encoding)
  }
}
