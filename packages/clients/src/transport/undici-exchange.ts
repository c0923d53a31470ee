import type { Dispatcher } from 'undici'
import { transportFailure } from './classify-transport-error.js'
import type { Exchange, ResponseHandler, TransportRequest } from './transport.js'

export type UndiciExchangeOptions = {
  readonly origin: URL
  readonly request: TransportRequest
  readonly handler: ResponseHandler
  readonly now: () => number
  readonly keepAlive: boolean
}

/** One attempt to send the request, and what its owner wants to hear of the connection. */
type Attempt = {
  /** Stamp of the socket read that brought the last body chunk. */
  readonly onBodyAt: () => number
  readonly reused: () => boolean | null
  /** The answer is complete and the connection free. */
  readonly onDone?: (streamed: boolean) => void
  /** The connection must not be used again. */
  readonly onCut?: () => void
  /** Sends the request again; only for a connection that was or may have been kept from an earlier request. */
  readonly onStale?: () => void
}

export interface UndiciExchange extends Exchange {
  start(dispatcher: Dispatcher, attempt: Attempt): void
}

/** One request through undici, started once, and a second time where its kept connection was closed by the server. */
export function createUndiciExchange(options: UndiciExchangeOptions): UndiciExchange {
  const { origin, request, handler, now, keepAlive } = options
  let over = false
  let cut = () => {}

  const start = (dispatcher: Dispatcher, attempt: Attempt) => {
    const { onBodyAt, reused, onDone, onCut, onStale } = attempt
    let connected = false
    let answered = false
    let streamed = false
    let left = false
    let control: Dispatcher.DispatchController | null = null
    const readBefore = onBodyAt()
    cut = () => {
      onCut?.()
      control?.abort(new Error('aborted'))
    }
    /** Whether the server closed the connection without having read the request. */
    const isStale = () => onStale !== undefined && connected && !answered && reused() !== false
    const sendAgain = () => {
      left = true
      cut()
      handler.onConnectionFlag('connection_was_stale')
      if (!over) onStale?.()
    }

    const { method, path, body } = request
    const headers = keepAlive ? { ...request.headers } : { ...request.headers, connection: 'close' }
    dispatcher.dispatch(
      { origin: origin.origin, method, path, headers, body },
      {
        onRequestStart(controller) {
          control = controller
          if (over) return controller.abort(new Error('aborted'))
          connected = true
          handler.onConnected(reused(), now())
          // undici writes in this same turn; a microtask later the bytes are with the kernel.
          queueMicrotask(() => !over && !left && handler.onSent(now()))
        },
        onResponseStart(_controller, status, fields) {
          if (over || left || status < 200) return
          const names = joined(fields)
          // What a server says to an idle connection before it closes it; it crossed our request on the way.
          if (status === 408 && names.connection === 'close' && isStale()) return sendAgain()
          answered = true
          streamed = names['content-type']?.startsWith('text/event-stream') ?? false
          handler.onHeaders(status, names, onBodyAt())
        },
        onResponseData(_controller, chunk) {
          if (!over && !left) handler.onBody(chunk, 0, chunk.length, onBodyAt())
        },
        onResponseEnd() {
          if (over || left) return
          over = true
          onDone?.(streamed)
          handler.onEnd(onBodyAt())
        },
        onResponseError(_controller, error) {
          if (over || left) return
          const failure = transportFailure(error, connected, now())
          const silent = attempt.reused() === null || onBodyAt() === readBefore
          if (isStale() && silent && failure.errorClass === 'connection_reset') return sendAgain()
          over = true
          onCut?.()
          handler.onFailure(failure)
        },
      },
    )
  }

  return {
    start,
    abort() {
      if (over) return
      over = true
      cut()
    },
  }
}

function joined(fields: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}
