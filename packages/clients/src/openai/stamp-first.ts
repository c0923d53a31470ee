import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { GrowingBytes } from '../bytes/growing-bytes.js'
import type { MemoryAccount } from '../bytes/memory-budget.js'
import { describeError } from '../transport/classify-transport-error.js'
import type { ConnectionFlag, ResponseHandler, TransportFailure } from '../transport/transport.js'
import type { TurnQueue, Waiting } from './turn-queue.js'

/** More than this is not kept waiting: a stream at full speed is read as it comes. */
const MAX_WAITING_BYTES = 65_536
/** What a piece weighs beside its bytes. */
const PIECE_BYTES = 256

/** What waits: bytes of the body with one stamp, or another step of the exchange. */
type Waits = Piece | (() => void)
type Piece = {
  /** Whether all of it is unread; else only what `readTokens` left. */
  readonly whole: boolean
  readonly at: number
  readonly from: number
  to: number
}

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
  readonly #account: MemoryAccount | null
  #waiting: Waits[] = []
  /** The bytes of all pieces that wait, one behind the other. */
  #bytes: GrowingBytes
  #lastAt = 0

  /** @param account - pays for what waits. @default nobody does */
  constructor(reader: AnswerReader, turns: TurnQueue, account: MemoryAccount | null = null) {
    this.#reader = reader
    this.#turns = turns
    this.#account = account
    this.#bytes = new GrowingBytes(account)
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
    const whole = this.#waiting.length > 0
    const rest = whole ? start : this.#reader.readTokens(bytes, start, end, at)
    if (rest === end) return
    const from = this.#bytes.length
    if (!this.#bytes.append(bytes, rest, end)) return
    const last = this.#waiting.at(-1)
    // Pieces of one read share its stamp, and a body of one-byte pieces must not cost an object for each.
    if (whole && typeof last === 'object' && last.whole && last.at === at) last.to = this.#bytes.length
    else this.#waiting.push({ whole, at, from, to: this.#bytes.length })
    this.#wait(at)
  }

  onLateRead(lateMs: number): void {
    this.#reader.onLateRead?.(lateMs)
  }

  onEnd(at: number): void {
    this.#waiting.push(() => this.#reader.onEnd(at))
    this.#wait(at)
  }

  onFailure(failure: TransportFailure): void {
    this.#waiting.push(() => this.#reader.onFailure(failure))
    this.#wait(failure.at)
  }

  /** Reads what waits, at its turn or because somebody must know now. What cannot be read ends this answer and no other. */
  readWaiting(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    const held = this.#bytes
    this.#waiting = []
    this.#bytes = new GrowingBytes(this.#account)
    this.#turns.remove(this)
    try {
      for (const each of waiting) {
        if (typeof each === 'function') each()
        else if (each.whole) this.#reader.onBody(held.bytes, each.from, each.to, each.at)
        else this.#reader.readRest(held.bytes, each.from, each.to, each.at)
      }
    } catch (error) {
      const message = `an answer that cannot be read: ${describeError(error)}`
      this.#reader.fail('malformed_response', message, this.#lastAt)
    } finally {
      this.#keep(held)
    }
  }

  /** Memory that has been read serves what comes next, unless that has its own already. */
  #keep(held: GrowingBytes): void {
    if (this.#bytes.bytes.length > 0) return held.release()
    held.clear()
    this.#bytes = held
  }

  #wait(at: number): void {
    this.#lastAt = at
    if (this.#bytes.length + this.#waiting.length * PIECE_BYTES > MAX_WAITING_BYTES) return this.readWaiting()
    if (this.#waiting.length > 1) return
    this.waitingSince = at
    this.#turns.add(this)
  }
}
