import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { copyBytes } from '../bytes/copy-bytes.js'
import { describeError } from '../transport/classify-transport-error.js'
import type { ConnectionFlag, ResponseHandler, TransportFailure } from '../transport/transport.js'
import type { TurnQueue, Waiting } from './turn-queue.js'

/** More than this is not kept waiting: a stream at full speed is read as it comes. */
const MAX_WAITING_BYTES = 65_536
/** What a piece weighs beside its bytes. */
const PIECE_BYTES = 256

/** Reads one answer, and can tell the cheap part of a read from the rest. */
export interface AnswerReader extends ResponseHandler {
  /** Takes what is cheap to read from the front. @returns where the rest begins; `end` without any. */
  readTokens(bytes: Uint8Array, start: number, end: number, at: number): number
  /** Takes the rest. */
  readRest(bytes: Uint8Array, start: number, end: number, at: number): void
  /** Gives the answer up. */
  fail(errorClass: RequestErrorClass, message: string, at: number): void
}

/**
 * Stamps now, reads later. Streams of one batch begin, step and end at the same instant, and a read that waits while
 * another stream's first or last event is parsed is stamped late: with 64 streams by milliseconds. So only plain tokens
 * are read in the socket's callback. Everything else, the end with it, keeps the stamp of its read and waits for this
 * answer's turn; whatever comes meanwhile waits behind it.
 */
export class StampFirst implements ResponseHandler, Waiting {
  waitingSince = 0
  readonly #reader: AnswerReader
  readonly #turns: TurnQueue
  #waiting: (() => void)[] = []
  #waitingBytes = 0
  #lastAt = 0

  constructor(reader: AnswerReader, turns: TurnQueue) {
    this.#reader = reader
    this.#turns = turns
  }

  onConnected(reused: boolean | null, at: number): void {
    this.#reader.onConnected(reused, at)
  }

  onSent(at: number): void {
    this.#reader.onSent(at)
  }

  onConnectionFlag(flag: ConnectionFlag): void {
    this.#reader.onConnectionFlag(flag)
  }

  onHeaders(status: number, headers: Readonly<Record<string, string>>, at: number): void {
    this.#reader.onHeaders(status, headers, at)
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (this.#waiting.length > 0) {
      const copy = copyBytes(bytes, start, end)
      return this.#later(() => this.#reader.onBody(copy, 0, copy.length, at), copy.length, at)
    }
    const rest = this.#reader.readTokens(bytes, start, end, at)
    if (rest === end) return
    const copy = copyBytes(bytes, rest, end)
    this.#later(() => this.#reader.readRest(copy, 0, copy.length, at), copy.length, at)
  }

  onEnd(at: number): void {
    this.#later(() => this.#reader.onEnd(at), 0, at)
  }

  onFailure(failure: TransportFailure): void {
    this.#later(() => this.#reader.onFailure(failure), 0, failure.at)
  }

  /** Reads what waits, at its turn or because somebody must know now. What cannot be read ends this answer and no other. */
  readWaiting(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    this.#turns.remove(this)
    try {
      for (const read of waiting) read()
    } catch (error) {
      const message = `an answer that cannot be read: ${describeError(error)}`
      this.#reader.fail('malformed_response', message, this.#lastAt)
    }
  }

  #later(read: () => void, bytes: number, at: number): void {
    this.#lastAt = at
    this.#waiting.push(read)
    this.#waitingBytes += bytes + PIECE_BYTES
    if (this.#waitingBytes > MAX_WAITING_BYTES) return this.readWaiting()
    if (this.#waiting.length > 1) return
    this.waitingSince = at
    this.#turns.add(this)
  }
}
