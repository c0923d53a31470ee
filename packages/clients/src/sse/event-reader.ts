import { GrowingBytes } from '../bytes/growing-bytes.js'
import type { MemoryAccount } from '../bytes/memory-budget.js'
import { AnyFormReader } from './any-form-reader.js'
import { DATA, dataPrefix, decodeBytes, endOfLine, hasLineEnd, INCOMPLETE, LF, UNUSUAL } from './event-lines.js'
import { EventTemplate, type FoundPiece, type PlainPiece, type PlainPieceReader } from './event-template.js'

/** Receives the events of one stream, in order. */
export interface EventSink {
  /**
   * A whole event, its data lines joined. `type` is its `event:` field.
   *
   * @returns the piece, where it is a token event that may serve as template for the next ones.
   */
  onEvent(data: string, type: string | undefined): PlainPiece | null | void
  /** A token event distinguished without parsing; `found` and the bytes that it speaks of are lent for the call. */
  onPiece(found: FoundPiece, bytes: Uint8Array): void
  /** A line that is no field of a stream of events: what a server says that answers with something else. */
  onOddLine(line: string): void
  /** An event grew over the limit; nothing more will come. */
  onOverflow(): void
}

export type EventReaderOptions = {
  /** Proves templates; without it every event comes through `onEvent`. */
  readonly readPiece?: PlainPieceReader | null
  /** Largest event, bytes. @default 8388608 */
  readonly maxEventBytes?: number
  /** Pays for what is held back; who opened it ends the answer where it cannot. @default nobody does */
  readonly account?: MemoryAccount | null
}

const COLON = 0x3a
const SPACE = 0x20
/** After so many templates that no event matched, the stream's events differ in more than their text. */
const MAX_USELESS_TEMPLATES = 8

/**
 * One view serves all that lies in the same memory, so that the hot path allocates none: raw sockets read into one buffer,
 * and undici lends pieces of one read.
 */
let viewedBytes: Uint8Array | null = null
let viewed: ArrayBufferLike | null = null
let view: DataView = new DataView(new ArrayBuffer(0))

/**
 * Splits a byte stream into server-sent events. The form that engines send (`data: ...`, blank line, LF) is scanned in
 * place, token events by a template of their bytes; the first thing of any other form (CR, another field, several data
 * lines, a byte order mark) hands the rest of the stream to eventsource-parser, whose events the scanner's equal.
 *
 * A read that goes on with an event held back and does not end a line is only added to it: the time follows from the bytes
 * that came, not from the number of reads.
 */
export class EventReader {
  readonly #sink: EventSink
  readonly #readPiece: PlainPieceReader | null
  readonly #maxEventBytes: number
  readonly #account: MemoryAccount | null
  /** The event that has begun and not ended. */
  readonly #held: GrowingBytes
  #template: EventTemplate | null = null
  #templateMatched = false
  #uselessTemplates = 0
  #atStreamStart = true
  #anyForm: AnyFormReader | null = null
  #over = false

  constructor(sink: EventSink, { readPiece, maxEventBytes = 8_388_608, account = null }: EventReaderOptions = {}) {
    this.#sink = sink
    this.#readPiece = readPiece ?? null
    this.#maxEventBytes = maxEventBytes
    this.#account = account
    this.#held = new GrowingBytes(account)
  }

  /** Reads `bytes[start, end)`; the bytes are not kept. */
  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.#over || start === end) return
    if (this.#anyForm) return this.#anyForm.read(bytes, start, end)
    const held = this.#held
    if (held.length === 0) {
      const rest = this.#scan(bytes, start, end)
      if (rest < end) this.#hold(bytes, rest, end)
      return
    }
    const mayEnd = hasLineEnd(bytes, start, end)
    if (this.#hold(bytes, start, end) && mayEnd) held.dropBefore(this.#scan(held.bytes, 0, held.length))
  }

  /** The stream has ended: an event whose blank line is missing is given out as it stands. */
  end(): void {
    if (this.#over) return
    if (this.#held.length > 0) this.#handOver(this.#held.bytes, 0, this.#held.length)
    this.#anyForm?.end()
    this.stop()
  }

  /** Nothing more is wanted. */
  stop(): void {
    this.#over = true
    this.#held.release()
    this.#anyForm?.stop()
  }

  /**
   * The cheap part of `read`: goes no further than events are distinguished without parsing. A cut line at the end is held back,
   * as `read` would, so that little but the unusual is left of a stream whose reads cut events.
   *
   * @returns where it stopped; the rest, up to `end`, is for `read`.
   */
  readPieces(bytes: Uint8Array, start: number, end: number): number {
    if (this.#over) return end
    if (this.#anyForm) return start
    const goesOn = this.#held.length > 0
    const position = goesOn ? this.#matchHeld(bytes, start, end) : this.#matchPieces(bytes, start, end)
    if (this.#over || position === end || this.#held.length > 0) return position
    if (endOfLine(bytes, position, end) !== INCOMPLETE) return position
    this.#hold(bytes, position, end)
    return end
  }

  /** The same for a read that goes on with the event held back. @returns `start`, and holds it still, where that is none. */
  #matchHeld(bytes: Uint8Array, start: number, end: number): number {
    const held = this.#held
    const before = held.length
    const mayEnd = hasLineEnd(bytes, start, end)
    if (!this.#hold(bytes, start, end) || !mayEnd) return end
    const position = this.#matchPieces(held.bytes, 0, held.length)
    if (this.#over) return end
    // What was held has no blank line, so a match goes beyond it.
    if (position > 0) held.clear()
    else held.length = before
    return position > 0 ? start + position - before : start
  }

  /** Reads whole events. @returns where the first begins that has not ended. */
  #scan(bytes: Uint8Array, start: number, end: number): number {
    let position = start
    while (position < end) {
      position = this.#matchPieces(bytes, position, end)
      if (this.#over || position === end) break
      const next = this.#readOne(bytes, position, end)
      if (this.#over) break
      if (next === INCOMPLETE) return position
      if (next === UNUSUAL) {
        this.#handOver(bytes, position, end)
        break
      }
      position = next
    }
    return end
  }

  /** Reads events that match the template. @returns the boundary where the first other one begins. */
  #matchPieces(bytes: Uint8Array, start: number, end: number): number {
    const template = this.#template
    if (template === null) return start
    if (bytes !== viewedBytes) {
      viewedBytes = bytes
      if (bytes.buffer !== viewed) {
        viewed = bytes.buffer
        view = new DataView(bytes.buffer)
      }
    }
    let position = start
    while (position < end) {
      const after = template.match(bytes, view, position, end)
      // One without text may be a decode step of its own: that is for its parser to say.
      if (after < 0 || template.pieceEnd === template.pieceStart) break
      position = after
      this.#templateMatched = true
      this.#sink.onPiece(template, bytes)
      if (this.#over) return end
    }
    return position
  }

  /** Reads what stands at `start`, an event's boundary. @returns the next boundary, `INCOMPLETE` or `UNUSUAL`. */
  #readOne(bytes: Uint8Array, start: number, end: number): number {
    const first = bytes[start] as number
    if (first === LF) {
      this.#atStreamStart = false
      return start + 1
    }
    const isComment = first === COLON
    if (!isComment) {
      const prefix = dataPrefix(bytes, start, end)
      if (prefix !== 0) return prefix
    }
    const lineEnd = endOfLine(bytes, start, end)
    if (lineEnd < 0) return lineEnd
    if (isComment) {
      this.#atStreamStart = false
      return lineEnd + 1
    }
    if (lineEnd + 1 === end) return INCOMPLETE
    if (bytes[lineEnd + 1] !== LF) return UNUSUAL

    this.#atStreamStart = false
    const after = lineEnd + 2
    if (after - start > this.#maxEventBytes) {
      this.#overflow()
      return after
    }
    const dataStart = start + DATA.length + (bytes[start + DATA.length] === SPACE ? 1 : 0)
    const piece = this.#sink.onEvent(decodeBytes(bytes, dataStart, lineEnd), undefined)
    if (piece) this.#learn(bytes, start, after, piece)
    return after
  }

  #learn(bytes: Uint8Array, start: number, end: number, piece: PlainPiece): void {
    if (this.#readPiece === null || this.#uselessTemplates >= MAX_USELESS_TEMPLATES) return
    this.#uselessTemplates = this.#templateMatched ? 0 : this.#uselessTemplates + 1
    this.#templateMatched = false
    this.#template = EventTemplate.learn(bytes, start, end, piece, this.#readPiece)
  }

  /** @returns false where it is too large; the reading has ended then. */
  #hold(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#held.length + end - start > this.#maxEventBytes) {
      this.#overflow()
      return false
    }
    return this.#held.append(bytes, start, end)
  }

  #handOver(bytes: Uint8Array, start: number, end: number): void {
    this.#anyForm = new AnyFormReader(this.#sink, {
      atStreamStart: this.#atStreamStart,
      maxEventBytes: this.#maxEventBytes,
      account: this.#account,
    })
    this.#anyForm.read(bytes, start, end)
    this.#held.clear()
  }

  #overflow(): void {
    this.stop()
    this.#sink.onOverflow()
  }
}
