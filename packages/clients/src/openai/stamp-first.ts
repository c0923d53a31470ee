import { copyBytes } from '../bytes/copy-bytes.js'
import type { ResponseHandler, TransportFailure } from '../transport/transport.js'
import type { TurnQueue } from './turn-queue.js'

/** More than this is not kept waiting: a stream at full speed is read as it comes. */
const MOST_WAITING_BYTES = 65_536

/** A handler that can tell the cheap part of a body from the rest. */
export interface BurstReader extends ResponseHandler {
  /** Takes what is cheap to read from the front. @returns where the rest begins; `end` without any. */
  readTokens(bytes: Uint8Array, start: number, end: number, at: number): number
  /** Takes the rest. */
  readRest(bytes: Uint8Array, start: number, end: number, at: number): void
}

/**
 * Stamps now, reads later. Streams of one batch begin, step and end at the same instant, and a read that waits while
 * another stream's first or last event is parsed is stamped late: with 64 streams by milliseconds. So only plain tokens
 * are read in the socket's callback. Everything else keeps the stamp of its read and waits for the end of the burst, and
 * whatever comes after it on the same stream waits behind it.
 */
export class StampFirst implements ResponseHandler {
  readonly #reader: BurstReader
  readonly #queue: TurnQueue
  #waiting: (() => void)[] = []
  #waitingBytes = 0

  constructor(reader: BurstReader, queue: TurnQueue) {
    this.#reader = reader
    this.#queue = queue
  }

  onConnected(reused: boolean | null, at: number): void {
    this.#reader.onConnected(reused, at)
  }

  onSent(at: number): void {
    this.#reader.onSent(at)
  }

  onHeaders(status: number, headers: Readonly<Record<string, string>>, at: number): void {
    this.#reader.onHeaders(status, headers, at)
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (this.#waiting.length > 0) {
      const copy = copyBytes(bytes, start, end)
      return this.#later(() => this.#reader.onBody(copy, 0, copy.length, at), copy.length)
    }
    const rest = this.#reader.readTokens(bytes, start, end, at)
    if (rest === end) return
    const copy = copyBytes(bytes, rest, end)
    this.#later(() => this.#reader.readRest(copy, 0, copy.length, at), copy.length)
  }

  onEnd(at: number): void {
    if (this.#waiting.length === 0) this.#reader.onEnd(at)
    else this.#later(() => this.#reader.onEnd(at), 0)
  }

  onFailure(failure: TransportFailure): void {
    if (this.#waiting.length === 0) this.#reader.onFailure(failure)
    else this.#later(() => this.#reader.onFailure(failure), 0)
  }

  #later(read: () => void, bytes: number): void {
    this.#waiting.push(read)
    this.#waitingBytes += bytes
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#readWaiting()
    else if (this.#waiting.length === 1) this.#queue.add(() => this.#readWaiting())
  }

  #readWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    for (const read of waiting) read()
  }
}
