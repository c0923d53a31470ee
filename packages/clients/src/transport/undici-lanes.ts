import type { Socket } from 'node:net'
import { buildConnector } from 'undici'
import { cannotConnect } from './classify-transport-error.js'
import { createIdleConnections, type IdleConnections } from './idle-connections.js'
import type { Opening } from './open-in-batches.js'
import { tlsOptions } from './tls-options.js'
import { createPlaceLimit, type PlaceLimit } from './place-limit.js'
import type { Exchange, ResponseHandler, TransportOptions, TransportRequest } from './transport.js'
import { type TransportSettings, transportSettings } from './transport-settings.js'
import { createUnanswered } from './unanswered.js'
import { createUndiciExchange, type UndiciExchange } from './undici-exchange.js'
import { type Connector, type LaneOptions, UndiciLane } from './undici-lane.js'
import { undiciLimits } from './undici-limits.js'

/** The lanes of one origin: those in use, those that wait for a request, and what was learned of how long they last. */
export class UndiciLanes {
  readonly #settings: TransportSettings
  readonly #laneOptions: LaneOptions
  readonly #idle: IdleConnections<UndiciLane>
  readonly #all = new Set<UndiciLane>()
  readonly #unanswered = createUnanswered<UndiciLane>()
  readonly #limit: PlaceLimit<UndiciLane>

  constructor(options: TransportOptions) {
    const settings = transportSettings(options)
    const { origin, now, idleMs, setTimer } = settings
    this.#settings = settings
    this.#idle = createIdleConnections<UndiciLane>({ now, setTimer, idleMs })
    this.#limit = createPlaceLimit({ now, setTimer, retire: (lane) => this.#retire(lane) })
    this.#laneOptions = {
      origin,
      now,
      connector: buildConnector({ ...tlsOptions(options), timeout: 0, allowH2: false }) as unknown as Connector,
      clientOptions: { ...undiciLimits(settings), keepAliveTimeout: idleMs },
      onDestroyed: (lane) => {
        this.#all.delete(lane)
        this.#limit.ended(lane)
      },
    }
  }

  get keepAlive(): boolean {
    return this.#settings.keepAlive
  }

  get idleCount(): number {
    return this.#idle.size
  }

  /** Sends a request on a kept lane, else on a new one; again on a new one where the kept one proves closed. */
  send(request: TransportRequest, handler: ResponseHandler): Exchange {
    const { origin, now, keepAlive } = this.#settings
    const exchange = createUndiciExchange({ origin, request, handler, now, keepAlive })
    if (this.#limit.places !== null) handler.onConnectionFlag('connections_limited')
    const kept = this.#idle.take()
    if (!kept) this.#start(exchange, this.#createLane())
    else {
      this.#start(exchange, kept.connection, () => {
        this.#idle.learnFromStale(kept.idleForMs)
        this.#start(exchange, this.#createLane())
      })
    }
    return exchange
  }

  /** Opens one socket and, when it stands, puts a lane for it with the idle ones. */
  open(): Opening {
    const { origin } = this.#settings
    let cancelled = false
    const done = new Promise<void>((resolve, reject) => {
      this.#laneOptions.connector(connectOptions(origin), (error, socket) => {
        if (error || !socket) return reject(cannotConnect(origin, error))
        // The connector cannot be interrupted: a socket that nobody waits for any more is closed when it comes.
        if (cancelled) return void socket.destroy()
        this.#idle.addFresh(this.#createLane(socket))
        resolve()
      })
    })
    return { done, cancel: () => void (cancelled = true) }
  }

  close(): void {
    this.#idle.clear()
    for (const lane of this.#all) lane.destroy()
  }

  #start(exchange: UndiciExchange, lane: UndiciLane, onStale?: () => void): void {
    const { now } = this.#settings
    const before = lane.connects
    const beganAt = now()
    this.#unanswered.began(lane, beganAt)
    this.#limit.began(lane)
    exchange.start(lane.client, {
      onBodyAt: () => lane.readAt,
      reused: () => lane.connects === before,
      onDone: (streamed) => this.#release(lane, { beganAt, streamed }),
      onCut: () => lane.destroy(),
      ...(onStale ? { onStale } : {}),
    })
  }

  #release(lane: UndiciLane, { beganAt, streamed }: { readonly beganAt: number; readonly streamed: boolean }): void {
    const limitMs = this.#unanswered.idleLimitMs({ beganAt, at: this.#settings.now() })
    const gives = this.#limit.released(lane, beganAt)
    if (gives || limitMs === 0 || !this.#settings.keepAlive || (streamed && !this.#idle.keepAfterStream)) lane.destroy()
    else this.#idle.addProven(lane, limitMs)
  }

  #retire(lane: UndiciLane): boolean {
    const idle = this.#idle.remove(lane)
    if (idle) lane.destroy()
    return idle
  }

  #createLane(opened?: Socket): UndiciLane {
    const lane = new UndiciLane(this.#laneOptions, opened)
    this.#all.add(lane)
    return lane
  }
}

function connectOptions({ hostname, host, protocol, port }: URL) {
  return {
    // As a socket wants it: an IPv6 address without its brackets.
    hostname: hostname.replace(/^\[|\]$/g, ''),
    host,
    protocol,
    port,
    servername: null,
    localAddress: null,
  }
}
