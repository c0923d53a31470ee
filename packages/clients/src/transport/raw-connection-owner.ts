/** What is known of a connection when its answer is complete. */
export type Exchanged = {
  /** When its request was handed over. */
  readonly beganAt: number
  readonly streamed: boolean
  /** How long the server keeps it, ms, as far as it said. */
  readonly limitMs: number
}

/** What a connection needs of the pool that owns it. */
export interface RawConnectionOwner<Connection> {
  readonly now: () => number
  readonly host: string
  readonly maxHeaderBytes: number
  /** False asks the server to close after the answer. */
  readonly keepAlive: boolean
  /** The connection is free for another request. */
  released(connection: Connection, after: Exchanged): void
  /** The server sent bytes that no request had asked for; the connection is given up. */
  unexpectedBytes(): void
  /** The connection is gone. */
  closed(connection: Connection): void
}

/** Sends a request once more. */
export interface RequestSender {
  sendAgain(): void
}

/** For connections opened ahead, which have no request to report to. */
export type ConnectWatch = { readonly onReady?: () => void; readonly onBroken?: (error: Error) => void }
