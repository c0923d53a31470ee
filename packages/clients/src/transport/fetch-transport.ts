import { transportFailure } from './classify-transport-error.js'
import type { ResponseHandler, Transport, TransportOptions, TransportRequest } from './transport.js'

export type FetchTransportOptions = TransportOptions & {
  /** @default the runtime's own */
  readonly fetch?: typeof fetch
}

/**
 * The transport for Deno, Bun and browsers. Its stamp is that of a body chunk after the runtime's own buffering, so it is
 * coarser and says so; connecting and sending cannot be seen and stay unknown.
 */
export function createFetchTransport(options: FetchTransportOptions): Transport {
  const { origin, now, fetch: send = globalThis.fetch } = options
  /** Whether a connection may have been kept: which one a request gets is the runtime's affair. */
  let answeredBefore = false

  return {
    name: 'fetch',
    stampSource: 'body_chunk',
    seesConnect: false,
    open: async () => 0,
    dispatch(request, handler) {
      const controller = new AbortController()
      const { signal } = controller
      const onAnswered = () => void (answeredBefore = true)
      void exchange({ send, origin, now, request, handler, signal, onAnswered, mayBeStale: answeredBefore })
      return { abort: () => controller.abort() }
    },
    close: async () => {},
  }
}

type Sending = {
  readonly send: typeof fetch
  readonly origin: URL
  readonly now: () => number
  readonly request: TransportRequest
  readonly handler: ResponseHandler
  readonly signal: AbortSignal
  readonly onAnswered: () => void
  /** The server may have closed the connection that this request gets: a break before any answer is tried once more. */
  readonly mayBeStale: boolean
}

async function exchange(sending: Sending): Promise<void> {
  const { send, origin, now, request, handler, signal, onAnswered, mayBeStale } = sending
  let answered = false
  const { method, headers, body } = request
  try {
    const response = await send(new URL(request.path, origin), {
      method,
      headers: { ...headers },
      body,
      signal,
      redirect: 'manual',
    })
    const at = now()
    if (signal.aborted) return
    answered = true
    onAnswered()
    handler.onHeaders(response.status, Object.fromEntries(response.headers), at)
    const reader = response.body?.getReader()
    while (reader) {
      const { done, value } = await reader.read()
      const readAt = now()
      if (signal.aborted) return
      if (done) break
      handler.onBody(value, 0, value.length, readAt)
      if (signal.aborted) return
    }
    handler.onEnd(now())
  } catch (error) {
    if (signal.aborted) return
    const connected = wasConnected(error)
    if (mayBeStale && !answered && connected) {
      handler.onConnectionFlag('connection_was_stale')
      return exchange({ ...sending, mayBeStale: false })
    }
    handler.onFailure(transportFailure(error, answered || connected, now()))
  }
}

/** A socket that closed before headers had been connected: only then are there bytes to have been read and written. */
function wasConnected(error: unknown): boolean {
  const { cause, code } = (error ?? {}) as { cause?: { code?: unknown; syscall?: unknown }; code?: unknown }
  // Bun names it on the error itself.
  if (code === 'ECONNRESET' || code === 'ConnectionClosed') return true
  return cause?.code === 'UND_ERR_SOCKET' || cause?.code === 'ECONNRESET' || cause?.syscall === 'read'
}
