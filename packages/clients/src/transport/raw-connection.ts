import { transportFailure } from './classify-transport-error.js'
import { notHttp } from './not-http.js'
import { HttpReader, type HttpReaderSink } from './http-reader.js'
import type { ConnectionSocket } from './connection-socket.js'
import type { ConnectWatch, RawConnectionOwner, RequestSender } from './raw-connection-owner.js'
import type { ResponseHead } from './response-head.js'
import { serializeRequest } from './serialize-request.js'
import type { CarryingConnection } from './unanswered.js'
import type { ConnectionFlag, ResponseHandler, TransportFailure, TransportRequest } from './transport.js'

/** A connection is left alone this long before the server's own limit, so that a request does not meet its closing. */
const KEEP_ALIVE_MARGIN_MS = 500
/** Longer after a read that filled the buffer, the next one is of its own. */
const SAME_READ_MS = 10

/** One HTTP/1.1 connection, one request at a time. A class for the same reason as `HttpReader`. */
export class RawConnection implements HttpReaderSink, CarryingConnection {
  hasAnswered = false
  readonly #owner: RawConnectionOwner<RawConnection>
  readonly #reader: HttpReader
  #socket: ConnectionSocket | null = null
  #watch: ConnectWatch = {}
  #handler: ResponseHandler | null = null
  #connected = false
  #waiting: TransportRequest | null = null
  /** Who sends the request again on a new connection; only for a kept connection. */
  #sender: RequestSender | null = null
  /** Whether the request under way has left whole. */
  #sent = false
  #answered = false
  #beganAt = 0
  /** When the last read came, whether it filled the buffer, and the stamp that it was given. */
  #readAt = 0
  #filled = false
  #stamp = 0
  #streamed = false
  /** The latest read of the request under way, ms after its arrival. */
  #lateMs = 0
  /** How long the server said that it keeps an idle connection, ms. */
  #keepAliveMs = Number.POSITIVE_INFINITY

  constructor(owner: RawConnectionOwner<RawConnection>) {
    this.#owner = owner
    this.#reader = new HttpReader(this, owner.maxHeaderBytes)
  }

  /** Takes the socket, which may still be connecting. */
  attach(socket: ConnectionSocket, watch: ConnectWatch = {}): void {
    this.#socket = socket
    this.#watch = watch
  }

  /** Requests can be written. */
  onConnected(): void {
    this.#connected = true
    this.#watch.onReady?.()
    if (this.#waiting) this.#write(this.#waiting, false)
  }

  get gone(): boolean {
    return this.#socket?.destroyed ?? true
  }

  get usable(): boolean {
    return this.#connected && this.#socket !== null && !this.#socket.destroyed
  }

  /**
   * @param sender - for a kept connection: sends the request on a new one. The server may have closed this one before it
   *   read the request, which is no failure of the server's.
   */
  start(request: TransportRequest, handler: ResponseHandler, sender: RequestSender | null): void {
    this.#handler = handler
    this.#sender = sender
    this.#sent = false
    this.#answered = false
    this.#lateMs = 0
    this.#beganAt = this.#owner.now()
    this.#reader.expectResponse()
    if (this.#connected) this.#write(request, true)
    else this.#waiting = request
  }

  /**
   * One socket read, stamped in the kernel's callback itself. What follows a read that filled the buffer lay there already: it
   * came with it, and gets its stamp.
   *
   * @param fills - whether the read filled the buffer.
   */
  onRead(bytes: Uint8Array, length: number, fills: boolean): void {
    const at = this.#owner.now()
    if (!this.#filled || at - this.#readAt > SAME_READ_MS) this.#stamp = at
    this.#filled = fills
    this.#readAt = at
    this.#take(bytes, length, this.#stamp)
  }

  /**
   * The same for bytes that the kernel stamped.
   *
   * @param at - when they arrived.
   * @param lateMs - how much later they were read.
   */
  onStampedRead(bytes: Uint8Array, length: number, at: number, lateMs: number): void {
    if (lateMs > this.#lateMs) {
      this.#lateMs = lateMs
      this.#handler?.onLateRead?.(lateMs)
    }
    this.#take(bytes, length, at)
  }

  /** The request under way, if there is one, is to keep this. */
  flag(flag: ConnectionFlag): void {
    this.#handler?.onConnectionFlag(flag)
  }

  /** The server will send no more. */
  onPeerEnded(): void {
    if (this.#reader.close(this.#owner.now())) this.destroy()
    else {
      const message = 'the server closed the connection before the answer was complete'
      this.#fail({ errorClass: 'connection_reset', message, at: this.#owner.now() })
    }
  }

  /** The connection is of no more use. */
  onBroken(error: Error): void {
    if (!this.#connected) this.#watch.onBroken?.(error)
    this.#fail(transportFailure(error, this.#connected, this.#owner.now()))
  }

  /** The socket is closed. */
  onClosed(): void {
    this.onPeerEnded()
    this.#owner.closed(this)
  }

  #take(bytes: Uint8Array, length: number, at: number): void {
    if (!this.#reader.busy) {
      // Nothing was asked: an unsolicited answer would be taken for that of the next request.
      if (this.usable) this.#owner.unexpectedBytes()
      return this.destroy()
    }
    const strange = this.#answered ? null : notHttp(bytes, length)
    this.#answered = true
    this.hasAnswered = true
    if (strange) return this.#fail({ errorClass: 'malformed_response', ...strange, at })
    this.#reader.execute(bytes, 0, length, at)
  }

  /** Stops the request of this handler; nothing where it has ended and the connection may serve another. */
  abort(handler: ResponseHandler): void {
    if (this.#handler === handler) this.destroy()
  }

  destroy(): void {
    this.#handler = null
    this.#waiting = null
    this.#sender = null
    this.#reader.stop()
    this.#socket?.destroy()
  }

  onHead(head: ResponseHead, at: number): void {
    // What a server says to an idle connection before it closes it; it crossed our request on the way.
    const saysIdle = head.status === 408 && !head.keepAlive
    if (saysIdle && this.#sender) return this.#resend(this.#sender)
    // Held on, it would hold the whole answer for as long as the connection is kept.
    this.#sender = null
    const seconds = /timeout=(\d+)/.exec(head.headers['keep-alive'] ?? '')?.[1]
    if (seconds !== undefined) this.#keepAliveMs = Number(seconds) * 1000
    this.#streamed = head.headers['content-type']?.startsWith('text/event-stream') ?? false
    this.#handler?.onHeaders(head.status, head.headers, at)
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    this.#handler?.onBody(bytes, start, end, at)
  }

  onMessageEnd(at: number, reusable: boolean, extraBytes: boolean): void {
    const handler = this.#handler
    this.#handler = null
    if (extraBytes) handler?.onConnectionFlag('unexpected_bytes')
    // Where the answer came first, the rest of the request would be taken for the next one.
    if (reusable && this.#sent && this.#owner.keepAlive && this.usable) {
      // Back in the pool before the caller hears of the end: its next request finds this connection.
      const limitMs = this.#keepAliveMs - KEEP_ALIVE_MARGIN_MS
      this.#owner.released(this, { beganAt: this.#beganAt, streamed: this.#streamed, limitMs })
    } else this.#socket?.destroy()
    handler?.onEnd(at)
  }

  onMalformed(message: string, tooLarge: boolean, at: number): void {
    const handler = this.#handler
    this.destroy()
    handler?.onFailure({ errorClass: tooLarge ? 'response_too_large' : 'malformed_response', message, at })
  }

  #write(request: TransportRequest, reused: boolean): void {
    this.#waiting = null
    const handler = this.#handler
    if (!handler) return
    handler.onConnected(reused, this.#owner.now())
    if (this.#handler !== handler) return
    // One write, so that head and body leave in one packet where they fit.
    this.#socket?.write(serializeRequest(request, this.#owner), () => {
      if (this.#handler !== handler) return
      this.#sent = true
      handler.onSent(this.#owner.now())
    })
  }

  #fail(failure: TransportFailure): void {
    const handler = this.#handler
    // The server closed the connection while it was idle, and had not read the request.
    if (this.#sender && !this.#answered) return this.#resend(this.#sender)
    this.destroy()
    handler?.onFailure(failure)
  }

  #resend(sender: RequestSender): void {
    this.destroy()
    sender.sendAgain()
  }
}
