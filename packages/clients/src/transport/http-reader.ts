import { GrowingBytes } from '../bytes/growing-bytes.js'
import { parseResponseHead, type ResponseHead } from './response-head.js'

/** Receives one response; see `ResponseHandler` for the meaning of the parts. */
export interface HttpReaderSink {
  onHead(head: ResponseHead, at: number): void
  onBody(bytes: Uint8Array, start: number, end: number, at: number): void
  /**
   * @param reusable - whether the connection may carry another request.
   * @param extraBytes - whether the read held bytes beyond the answer, which belong to nobody.
   */
  onMessageEnd(at: number, reusable: boolean, extraBytes: boolean): void
  onMalformed(message: string, tooLarge: boolean, at: number): void
}

// States are plain constants: the engine folds them, and an object of them would be a load each.
const HEAD = 0
const SIZED = 1
const UNTIL_CLOSE = 2
const CHUNK_SIZE = 3
const CHUNK_EXTENSION = 4
const CHUNK_SIZE_LF = 5
const CHUNK_DATA = 6
const CHUNK_DATA_CR = 7
const CHUNK_DATA_LF = 8
const TRAILER = 9
const DONE = 10

const CR = 13
const LF = 10
const MAX_CHUNK_LINE = 4096

/**
 * Reads HTTP/1.1 responses from one connection: bodies by chunks, by content-length, or until the connection closes.
 * A class, not a closure: its fields live in one hidden class, which keeps the per-chunk path monomorphic.
 */
export class HttpReader {
  #state = DONE
  /** The head as far as it has come; `null` where none has begun. */
  #head: GrowingBytes | null = null
  #left = 0
  #digits = 0
  #line = 0
  #trailerBytes = 0
  #keepAlive = false

  constructor(
    private readonly sink: HttpReaderSink,
    private readonly maxHeaderBytes: number,
  ) {}

  /** Readies for the response to the next request. */
  expectResponse(): void {
    this.#state = HEAD
    this.#head = null
    this.#trailerBytes = 0
  }

  /** Whether a response is expected or under way; bytes outside of one belong to nobody. */
  get busy(): boolean {
    return this.#state !== DONE
  }

  /** Feeds one socket read. Returns early when a sink callback ended the exchange. */
  execute(bytes: Uint8Array, start: number, end: number, at: number): void {
    let position = start
    while (position < end) {
      switch (this.#state) {
        case CHUNK_SIZE: {
          const byte = bytes[position++] as number
          const digit = hexValue(byte)
          if (digit >= 0) {
            this.#left = this.#left * 16 + digit
            this.#digits += 1
            if (this.#digits > 12) return this.#fail('chunk size of more than 12 digits', true, at)
          } else if (this.#digits === 0) return this.#fail('chunk without a size', false, at)
          else if (byte === CR) this.#state = CHUNK_SIZE_LF
          else if (byte === 0x3b || byte === 0x20 || byte === 0x09) this.#state = CHUNK_EXTENSION
          else return this.#fail('chunk size with an odd character', false, at)
          break
        }
        case CHUNK_SIZE_LF:
          if (bytes[position++] !== LF) return this.#fail('chunk size without line end', false, at)
          this.#state = this.#left === 0 ? TRAILER : CHUNK_DATA
          this.#line = 0
          break
        case CHUNK_DATA: {
          const take = Math.min(this.#left, end - position)
          const from = position
          position += take
          this.#left -= take
          if (this.#left === 0) this.#state = CHUNK_DATA_CR
          this.sink.onBody(bytes, from, position, at)
          break
        }
        case CHUNK_DATA_CR:
          if (bytes[position++] !== CR) return this.#fail('chunk longer than its size', false, at)
          this.#state = CHUNK_DATA_LF
          break
        case CHUNK_DATA_LF:
          if (bytes[position++] !== LF) return this.#fail('chunk without line end', false, at)
          this.#startChunk()
          break
        case CHUNK_EXTENSION:
          if (bytes[position++] === CR) this.#state = CHUNK_SIZE_LF
          else if (++this.#line > MAX_CHUNK_LINE) return this.#fail('chunk extension too long', true, at)
          break
        case TRAILER: {
          const byte = bytes[position++] as number
          if (++this.#trailerBytes > this.maxHeaderBytes) return this.#fail('trailers too long', true, at)
          if (byte === LF) {
            if (this.#line === 0) {
              this.#finish(at, position === end)
              if (position < end) return
            }
            this.#line = 0
          } else if (byte !== CR) this.#line += 1
          break
        }
        case SIZED: {
          const take = Math.min(this.#left, end - position)
          const from = position
          position += take
          this.#left -= take
          this.sink.onBody(bytes, from, position, at)
          if (this.#state === SIZED && this.#left === 0) {
            this.#finish(at, position === end)
            return
          }
          break
        }
        case UNTIL_CLOSE:
          this.sink.onBody(bytes, position, end, at)
          return
        case HEAD:
          position = this.#readHead(bytes, position, end, at)
          break
        case DONE:
          return
      }
    }
  }

  /** The peer closed. Ends a close-delimited body well. @returns false where a response was cut. */
  close(at: number): boolean {
    if (this.#state === UNTIL_CLOSE) {
      this.#state = DONE
      this.sink.onMessageEnd(at, false, false)
      return true
    }
    return this.#state === DONE
  }

  /** Forgets the response under way. */
  stop(): void {
    this.#state = DONE
  }

  #readHead(bytes: Uint8Array, start: number, end: number, at: number): number {
    const held = this.#head?.length ?? 0
    this.#head?.append(bytes, start, end)
    const all = this.#head ? this.#head.bytes.subarray(0, this.#head.length) : bytes.subarray(start, end)
    const length = headLength(all, Math.max(0, held - 3))
    if (length < 0 ? all.length > this.maxHeaderBytes : length > this.maxHeaderBytes) {
      this.#fail(`response headers of more than ${this.maxHeaderBytes} bytes`, true, at)
      return end
    }
    if (length < 0) {
      if (this.#head) return end
      // The bytes are only lent: what is kept beyond the call must be a copy.
      this.#head = new GrowingBytes()
      this.#head.append(bytes, start, end)
      return end
    }
    this.#head = null
    const head = parseResponseHead(all.subarray(0, length))
    const next = start + length - held
    if (typeof head === 'string') {
      this.#fail(head, false, at)
      return end
    }
    // 100 Continue and 103 Early Hints come before the answer and are not it.
    if (head.status < 200) return next
    this.#begin(head, at, next === end)
    return next
  }

  #begin(head: ResponseHead, at: number, atReadEnd: boolean): void {
    this.#keepAlive = head.keepAlive
    const { framing } = head
    if (framing.kind === 'chunked') this.#startChunk()
    else if (framing.kind === 'sized') {
      this.#left = framing.length
      this.#state = SIZED
    } else this.#state = UNTIL_CLOSE
    this.sink.onHead(head, at)
    if (this.#state === SIZED && this.#left === 0) this.#finish(at, atReadEnd)
  }

  #startChunk(): void {
    this.#left = 0
    this.#digits = 0
    this.#line = 0
    this.#state = CHUNK_SIZE
  }

  #finish(at: number, nothingAfter: boolean): void {
    if (this.#state === DONE) return
    this.#state = DONE
    this.sink.onMessageEnd(at, this.#keepAlive && nothingAfter, !nothingAfter)
  }

  #fail(message: string, tooLarge: boolean, at: number): void {
    this.#state = DONE
    this.sink.onMalformed(message, tooLarge, at)
  }
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** Length of the head with its blank line; -1 where that has not come yet. */
function headLength(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (at >= 3 && bytes[at - 1] === CR && bytes[at - 2] === LF && bytes[at - 3] === CR) return at + 1
  }
  return -1
}
