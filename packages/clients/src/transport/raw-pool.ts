import { cannotConnect } from './classify-transport-error.js'
import { createIdleConnections, type IdleConnections } from './idle-connections.js'
import type { Opening } from './open-in-batches.js'
import { RawConnection } from './raw-connection.js'
import type { ConnectWatch, Exchanged, RawConnectionOwner } from './raw-connection-owner.js'
import { createPlaceLimit, type PlaceLimit } from './place-limit.js'
import type { RawDialer } from './raw-dialer.js'
import { RawExchange } from './raw-exchange.js'
import type { Exchange, ResponseHandler, TransportOptions, TransportRequest } from './transport.js'
import { transportSettings } from './transport-settings.js'
import { createUnanswered } from './unanswered.js'

/** The connections of one origin: those in use, those that wait for a request, and what was learned of how long they last. */
export class RawPool implements RawConnectionOwner<RawConnection> {
  readonly now: () => number
  readonly host: string
  readonly maxHeaderBytes: number
  readonly keepAlive: boolean
  readonly #origin: URL
  readonly #dial: RawDialer
  readonly #idle: IdleConnections<RawConnection>
  readonly #all = new Set<RawConnection>()
  readonly #unanswered = createUnanswered<RawConnection>()
  readonly #limit: PlaceLimit<RawConnection>
  /** Connections retired for bytes that nobody asked for; the next request says so. */
  #unexpected = 0

  constructor(dial: RawDialer, options: TransportOptions) {
    const { origin, now, idleMs, maxHeaderBytes, keepAlive, setTimer } = transportSettings(options)
    this.now = now
    this.host = origin.host
    this.maxHeaderBytes = maxHeaderBytes
    this.keepAlive = keepAlive
    this.#origin = origin
    this.#dial = dial
    this.#idle = createIdleConnections<RawConnection>({ now, setTimer, idleMs })
    this.#limit = createPlaceLimit({ now, setTimer, retire: (connection) => this.#retire(connection) })
  }

  get idleCount(): number {
    return this.#idle.size
  }

  /** Sends a request on a kept connection, else on a new one; again on a new one where the kept one proves closed. */
  send(request: TransportRequest, handler: ResponseHandler): Exchange {
    const kept = this.#idle.take()
    if (this.#unexpected > 0) {
      this.#unexpected -= 1
      handler.onConnectionFlag('unexpected_bytes')
    }
    if (this.#limit.places !== null) handler.onConnectionFlag('connections_limited')
    const exchange = new RawExchange(this, request, handler)
    if (kept) exchange.startOnKept(kept.connection, kept.idleForMs)
    else exchange.startOnNew()
    return exchange
  }

  /** A new connection. */
  connect(watch?: ConnectWatch): RawConnection {
    const connection = new RawConnection(this)
    this.#all.add(connection)
    this.#dial(connection, watch)
    return connection
  }

  /** A request is about to start on a connection. */
  began(connection: RawConnection): void {
    this.#unanswered.began(connection, this.now())
    this.#limit.began(connection)
  }

  /** A kept connection was closed before the server read its next request. */
  learnFromStale(idleForMs: number): void {
    this.#idle.learnFromStale(idleForMs)
  }

  /** Opens one connection and, when it stands, puts it with the idle ones. */
  open(): Opening {
    let connection: RawConnection | null = null
    const done = new Promise<void>((resolve, reject) => {
      const opening = this.connect({
        onReady: () => {
          this.#idle.addFresh(opening)
          resolve()
        },
        onBroken: (error) => reject(cannotConnect(this.#origin, error)),
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

  close(): void {
    for (const connection of this.#all) connection.destroy()
    this.#idle.clear()
  }

  released(connection: RawConnection, { beganAt, streamed, limitMs }: Exchanged): void {
    const idleMs = Math.min(limitMs, this.#unanswered.idleLimitMs({ beganAt, at: this.now() }))
    const gives = this.#limit.released(connection, beganAt)
    if (gives || idleMs === 0 || (streamed && !this.#idle.keepAfterStream)) return connection.destroy()
    this.#idle.addProven(connection, idleMs)
  }

  unexpectedBytes(): void {
    this.#unexpected += 1
  }

  closed(connection: RawConnection): void {
    this.#all.delete(connection)
    this.#idle.remove(connection)
    this.#limit.ended(connection)
  }

  #retire(connection: RawConnection): boolean {
    const idle = this.#idle.remove(connection)
    if (idle) connection.destroy()
    return idle
  }
}
