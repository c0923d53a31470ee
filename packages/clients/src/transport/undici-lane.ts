import type { Socket } from 'node:net'
import { Client } from 'undici'
import type { IdleConnection } from './idle-connections.js'
import type { CarryingConnection } from './unanswered.js'

export type Connector = (options: object, callback: (error: Error | null, socket: Socket | null) => void) => void

export type LaneOptions = {
  readonly origin: URL
  readonly now: () => number
  readonly connector: Connector
  readonly clientOptions: Omit<Client.Options, 'connect' | 'pipelining'>
  /** The lane is given up. */
  readonly onDestroyed: (lane: UndiciLane) => void
}

/** One undici client, so one connection, and what is known of it. */
export class UndiciLane implements IdleConnection, CarryingConnection {
  readonly client: Client
  /** Connections that the client had to wait for. */
  connects = 0
  readonly #options: LaneOptions
  /** Stamp of the last socket read. */
  readonly #reads = { at: 0 }
  /** A socket opened ahead; it is not the client's before its first request. */
  #ahead: Socket | undefined

  /** @param opened - a socket that stands already. */
  constructor(options: LaneOptions, opened?: Socket) {
    this.#options = options
    this.#ahead = opened
    if (opened) stampReads(opened, this.#reads, options.now)
    const connect: Connector = (connectOptions, callback) => this.#connect(connectOptions, callback)
    this.client = new Client(options.origin.origin, {
      ...options.clientOptions,
      pipelining: 1,
      connect: connect as never,
    })
  }

  /** Stamp of the last read, ms; 0 before the first. */
  get readAt(): number {
    return this.#reads.at
  }

  get hasAnswered(): boolean {
    return this.#reads.at > 0
  }

  get gone(): boolean {
    return this.client.destroyed
  }

  get usable(): boolean {
    return !this.client.destroyed && (this.#ahead === undefined || isOpen(this.#ahead))
  }

  destroy(): void {
    this.#options.onDestroyed(this)
    this.#ahead?.destroy()
    this.#ahead = undefined
    void this.client.destroy().catch(() => {})
  }

  #connect(connectOptions: object, callback: Parameters<Connector>[1]): void {
    const ready = this.#ahead
    this.#ahead = undefined
    // Not at once: undici looks for a connection from inside its own loop and would not look again.
    if (ready && isOpen(ready)) return queueMicrotask(() => callback(null, ready))
    this.connects += 1
    this.#options.connector(connectOptions, (error, socket) => {
      if (socket) stampReads(socket, this.#reads, this.#options.now)
      callback(error, socket)
    })
  }
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
