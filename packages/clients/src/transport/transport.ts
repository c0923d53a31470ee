import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { ClientLimit } from './client-limit.js'

/** `kernel` is no part of this package: whoever wants it hands it in, see `GivenTransport`. */
export type TransportName = 'kernel' | 'raw' | 'undici' | 'fetch'

/** What an arrival stamp means: when the kernel received the bytes, when this program read them, or a later piece of the body. */
export type StampSource = 'kernel_receive' | 'socket_read' | 'body_chunk'

export type TransportRequest = {
  readonly method: 'GET' | 'POST'
  /** Path and query, starting with a slash. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/**
 * What happens to one request, in order: `onConnected`, `onSent`, `onHeaders`, `onBody`..., then exactly one of `onEnd`
 * and `onFailure`. A transport that cannot see a step leaves it out. After `abort()` nothing more is called.
 */
export interface ResponseHandler {
  /** The request has a connection. `reused` is false where it had to wait for a new one, null where that cannot be seen. */
  onConnected(reused: boolean | null, at: number): void
  /** The last byte of the body was handed to the kernel. */
  onSent(at: number): void
  /**
   * Something about the connection that the record should keep. After `connection_was_stale` and `redirected` the
   * steps begin anew with `onConnected`: the request is sent again.
   */
  onConnectionFlag(flag: ConnectionFlag): void
  /** `headers` has lower-case names; a repeated header is joined with a comma. */
  onHeaders(status: number, headers: Readonly<Record<string, string>>, at: number): void
  /**
   * A piece of the decoded body, `bytes[start, end)`. The bytes are only lent for the call: the next read overwrites them.
   *
   * @param at - stamp of the socket read that brought it; pieces of one read share it.
   */
  onBody(bytes: Uint8Array, start: number, end: number, at: number): void
  /**
   * A read came later after the arrival of its bytes than every read of this request before. Only where the kernel stamps arrivals.
   *
   * @param lateMs - from the arrival to the read.
   */
  onLateRead?(lateMs: number): void
  /** The body is complete by HTTP's own rules. */
  onEnd(at: number): void
  onFailure(failure: TransportFailure): void
}

/**
 * `connection_was_stale`: the server had closed the kept connection before it read the request, which was sent again.
 * `unexpected_bytes`: the server sent bytes that no request had asked for, so the connection was given up.
 * `connections_limited`: the server serves so few connections at once that kept ones are closed for requests that wait.
 * `redirected`: the server sent the request to another of its own addresses, and it was sent again there.
 * `clock_stepped`: the system's clock was set while bytes waited, so that their stamp is that of the read.
 */
export type ConnectionFlag =
  | 'connection_was_stale'
  | 'unexpected_bytes'
  | 'redirected'
  | 'connections_limited'
  | 'clock_stepped'

/** Why a request broke below HTTP. */
export type TransportFailure = {
  readonly errorClass: RequestErrorClass
  readonly message: string
  readonly at: number
  /** What helps, where sending again does not; absent where it may. */
  readonly remedy?: string
  /** The client's own machine has run out of something: no failure of the server. */
  readonly clientLimit?: ClientLimit
}

/** A request on its way. */
export interface Exchange {
  /** Stops it and closes its connection: a stream that was cut cannot be reused. */
  abort(): void
}

/** How bytes travel to one origin: one connection a request in flight, connections kept alive between requests. */
export interface Transport {
  readonly name: TransportName
  readonly stampSource: StampSource
  /** False where a wait for a connection cannot be distinguished from a wait for headers. */
  readonly seesConnect: boolean
  /**
   * Opens connections ahead of load, so that measured requests find them.
   *
   * @returns how many idle connections stand ready; 0 where the transport cannot do it.
   * @throws BenchError `unavailable` when the target cannot be reached.
   */
  open(connections: number, signal?: AbortSignal): Promise<number>
  dispatch(request: TransportRequest, handler: ResponseHandler): Exchange
  /** How late this side read what had arrived, since it was asked last. Only where the kernel stamps arrivals. */
  takeLateness?(): ReadLateness
  close(): Promise<void>
}

/** How much later than their arrival reads took their bytes: what a busy client would have added to its stamps. */
export type ReadLateness = {
  /** Reads by their lateness, in steps that `latenessAt` knows. */
  readonly steps: Uint32Array
  /** Reads with a stamp of the kernel. */
  readonly reads: number
  /** Reads without one, whose stamp is that of the read. */
  readonly unstamped: number
  readonly maxMs: number
  /** How far the kernel's clock may be misplaced on that of the records. */
  readonly clockErrorMs: number
}

/** What a server may demand to know its client by. PEM; the passphrase only for a key that is encrypted. */
export type ClientCertificate = { readonly cert: string; readonly key: string; readonly passphrase?: string }

export type TransportOptions = {
  readonly origin: URL
  /** A socket of this machine to connect to, instead of the origin's host and port. @default none */
  readonly socketPath?: string
  /** Certificate authority in PEM, beside nothing else: it replaces the system's list. */
  readonly ca?: string
  readonly clientCertificate?: ClientCertificate
  /** Takes any certificate. @default false */
  readonly insecure?: boolean
  readonly now: () => number
  /** Largest response header block. @default 65536 */
  readonly maxHeaderBytes?: number
  /** An idle connection is closed after this long: servers close theirs after some seconds. @default 4000 */
  readonly idleMs?: number
  /** False opens a connection for each request and closes it after the answer. @default true */
  readonly keepAlive?: boolean
  /** Calls back once after a delay; returns what cancels it. @default setTimeout, which keeps no process alive */
  readonly setTimer?: (delayMs: number, callback: () => void) => () => void
}
