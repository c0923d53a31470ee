import type { RawConnection } from './raw-connection.js'
import type { Exchange, ResponseHandler, TransportRequest } from './transport.js'

/** What a request needs of the pool that it goes through. */
export interface ConnectionSource {
  connect(): RawConnection
  began(connection: RawConnection): void
  learnFromStale(idleForMs: number): void
}

/** One request and the connection that carries it: another one, where a kept one proves closed. */
export class RawExchange implements Exchange {
  readonly #source: ConnectionSource
  readonly #request: TransportRequest
  readonly #handler: ResponseHandler
  #connection: RawConnection | null = null
  #idleForMs = 0

  constructor(source: ConnectionSource, request: TransportRequest, handler: ResponseHandler) {
    this.#source = source
    this.#request = request
    this.#handler = handler
  }

  startOnKept(connection: RawConnection, idleForMs: number): void {
    this.#idleForMs = idleForMs
    this.#start(connection, this)
  }

  startOnNew(): void {
    this.#start(this.#source.connect(), null)
  }

  /** The server had closed the kept connection before it read the request. */
  sendAgain(): void {
    this.#source.learnFromStale(this.#idleForMs)
    this.#handler.onConnectionFlag('connection_was_stale')
    this.startOnNew()
  }

  abort(): void {
    this.#connection?.abort(this.#handler)
  }

  #start(connection: RawConnection, sender: RawExchange | null): void {
    this.#connection = connection
    this.#source.began(connection)
    connection.start(this.#request, this.#handler, sender)
  }
}
