import type { Socket } from 'node:net'
import type { Client, Dispatcher } from 'undici'
import { cannotConnect, classifyTransportError, describeError } from './classify-transport-error.js'
import { openInBatches, type Opening } from './open-in-batches.js'
import type { ResponseHandler, Transport, TransportOptions, TransportRequest } from './transport.js'

export type UndiciTransportOptions = TransportOptions & {
  /** Send everything through this HTTP proxy. */
  readonly proxy?: URL
}

type Connector = (options: object, callback: (error: Error | null, socket: Socket | null) => void) => void

/** One undici client, so one connection, and what is known of it. */
type Lane = { readonly client: Client; readonly reads: { at: number }; connects: number }

/**
 * The general transport: undici, one connection a request in flight, no pipelining. Stamps are taken where the socket
 * hands its bytes over, before undici parses them; behind a proxy, where the socket is out of reach, at the body chunk.
 */
export async function createUndiciTransport(options: UndiciTransportOptions): Promise<Transport> {
  const { origin, now, ca, proxy, idleMs = 4000, maxHeaderBytes = 65_536 } = options
  const undici = await import('undici')
  const tls = ca === undefined ? {} : { ca }
  // Waiting is the caller's to limit: its timers know what is waited for.
  const limits = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: maxHeaderBytes }

  if (proxy) {
    const agent = new undici.ProxyAgent({ ...limits, uri: proxy.href, requestTls: tls, keepAliveTimeout: idleMs })
    return {
      name: 'undici',
      stampSource: 'body_chunk',
      seesConnect: false,
      open: async () => 0,
      dispatch: (request, handler) =>
        start(agent, origin, request, handler, { now, onBodyAt: now, reused: () => null }),
      close: () => agent.destroy(),
    }
  }

  const connector = undici.buildConnector({ ...tls, timeout: 0, allowH2: false }) as unknown as Connector
  const connectOptions = {
    // As a socket wants it: an IPv6 address without its brackets.
    hostname: origin.hostname.replace(/^\[|\]$/g, ''),
    host: origin.host,
    protocol: origin.protocol,
    port: origin.port,
    servername: null,
    localAddress: null,
  }
  const idle: Lane[] = []
  const lanes = new Set<Lane>()

  const createLane = (opened?: Socket): Lane => {
    let ahead = opened
    const reads = { at: 0 }
    const connect: Connector = (connectionOptions, callback) => {
      const ready = ahead
      ahead = undefined
      if (ready && !ready.destroyed && ready.readyState === 'open') {
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
    const client = new undici.Client(origin.origin, {
      ...limits,
      pipelining: 1,
      keepAliveTimeout: idleMs,
      connect: connect as never,
    })
    const lane: Lane = { client, reads, connects: 0 }
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
        idle.push(createLane(socket))
        resolve()
      })
    })
    return { done, cancel: () => void (cancelled = true) }
  }

  return {
    name: 'undici',
    stampSource: 'socket_read',
    seesConnect: true,
    open: (connections, signal) => openInBatches({ connections, idleCount: () => idle.length, openOne, signal }),
    dispatch(request, handler) {
      const lane = idle.pop() ?? createLane()
      const before = lane.connects
      return start(lane.client, origin, request, handler, {
        now,
        onBodyAt: () => lane.reads.at,
        reused: () => lane.connects === before,
        onDone: () => void idle.push(lane),
        onCut() {
          lanes.delete(lane)
          void lane.client.destroy().catch(() => {})
        },
      })
    },
    async close() {
      idle.length = 0
      await Promise.all([...lanes].map((lane) => lane.client.destroy().catch(() => {})))
      lanes.clear()
    },
  }
}

type StartOptions = {
  readonly now: () => number
  readonly onBodyAt: () => number
  readonly reused: () => boolean | null
  readonly onDone?: () => void
  readonly onCut?: () => void
}

function start(
  dispatcher: Dispatcher,
  origin: URL,
  request: TransportRequest,
  handler: ResponseHandler,
  { now, onBodyAt, reused, onDone, onCut }: StartOptions,
) {
  let over = false
  let connected = false
  let control: Dispatcher.DispatchController | null = null
  const cut = () => {
    over = true
    onCut?.()
    control?.abort(new Error('aborted'))
  }
  const { method, path, headers, body } = request

  dispatcher.dispatch(
    { origin: origin.origin, method, path, headers: { ...headers }, body },
    {
      onRequestStart(controller) {
        control = controller
        if (over) return controller.abort(new Error('aborted'))
        connected = true
        handler.onConnected(reused(), now())
        // undici writes in this same turn; a microtask later the bytes are with the kernel.
        queueMicrotask(() => !over && handler.onSent(now()))
      },
      onResponseStart(_controller, status, fields) {
        if (over || status < 200) return
        handler.onHeaders(status, joined(fields), onBodyAt())
      },
      onResponseData(_controller, chunk) {
        if (!over) handler.onBody(chunk, 0, chunk.length, onBodyAt())
      },
      onResponseEnd() {
        if (over) return
        over = true
        onDone?.()
        handler.onEnd(onBodyAt())
      },
      onResponseError(_controller, error) {
        if (over) return
        over = true
        onCut?.()
        const errorClass = classifyTransportError(error, connected)
        handler.onFailure({ errorClass, message: describeError(error), at: now() })
      },
    },
  )
  return { abort: () => !over && cut() }
}

/** Stamps every read of a socket at the moment it arrives, ahead of the stream machinery and the parser. */
function stampReads(socket: Socket, reads: { at: number }, now: () => number): void {
  const push = socket.push.bind(socket)
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    reads.at = now()
    return push(chunk, encoding)
  }
}

function joined(fields: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}
