import { copyBytes } from '../bytes/copy-bytes.js'
import { createParser, type EventSourceParser } from 'eventsource-parser'
import { DATA, dataPrefix, decodeBytes, endOfLine, INCOMPLETE, LF, UNUSUAL } from './event-lines.js'
import { EventTemplate, type PieceKind, type PlainPiece, type PlainPieceReader } from './event-template.js'

/** Receives the events of one stream, in order. */
export interface EventSink {
  /**
   * A whole event, its data lines joined. `type` is its `event:` field.
   *
   * @returns the piece, where it is a token event that may serve as template for the next ones.
   */
  onEvent(data: string, type: string | undefined): PlainPiece | null | void
  /** A token event told apart without parsing: its text is `bytes[start, end)`, JSON-escaped, lent for the call. */
  onPiece(kind: PieceKind, bytes: Uint8Array, start: number, end: number): void
  /** A line that is no field of a stream of events: what a server says that answers with something else. */
  onOddLine(line: string): void
  /** An event grew over the limit; nothing more will come. */
  onOverflow(): void
}

export type EventReaderOptions = {
  /** Proves templates; without it every event comes through `onEvent`. */
  readonly readPiece?: PlainPieceReader
  /** Largest event, bytes. @default 8388608 */
  readonly maxEventBytes?: number
}

const COLON = 0x3a
const SPACE = 0x20
/** After so many templates that no event matched, the stream's events differ in more than their text. */
const MAX_USELESS_TEMPLATES = 8

// Reads that continue an event are joined to what was held back in one buffer that all streams share: a stream of its
// own keeps only the held-back bytes, which matters with thousands of streams.
let joinBuffer = new Uint8Array(0)

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
 */
export class EventReader {
  readonly #sink: EventSink
  readonly #readPiece: PlainPieceReader | null
  readonly #maxEventBytes: number
  #template: EventTemplate | null = null
  #templateMatched = false
  #uselessTemplates = 0
  #held: Uint8Array | null = null
  #atStreamStart = true
  #parser: EventSourceParser | null = null
  #decoder: InstanceType<typeof TextDecoder> | null = null
  #over = false

  constructor(sink: EventSink, { readPiece, maxEventBytes = 8_388_608 }: EventReaderOptions = {}) {
    this.#sink = sink
    this.#readPiece = readPiece ?? null
    this.#maxEventBytes = maxEventBytes
  }

  /** Reads `bytes[start, end)`; the bytes are not kept. */
  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.#over || start === end) return
    if (this.#parser) return this.#feed(bytes, start, end)
    if (this.#held === null) return this.#scan(bytes, start, end)
    const length = this.#joinHeld(bytes, start, end)
    this.#scan(joinBuffer, 0, length)
  }

  /** The stream has ended: an event whose blank line is missing is given out as it stands. */
  end(): void {
    if (this.#over) return
    if (this.#held !== null || this.#parser) {
      const blank = new Uint8Array([LF, LF])
      if (!this.#parser) this.#handOver()
      this.#feed(blank, 0, 2)
    }
    this.#over = true
  }

  /** Nothing more is wanted. */
  stop(): void {
    this.#over = true
    this.#held = null
  }

  /**
   * The cheap part of `read`: goes no further than events are told apart without parsing. A cut line at the end is held back,
   * as `read` would, so that little but the unusual is left of a stream whose reads cut events.
   *
   * @returns where it stopped; the rest, up to `end`, is for `read`.
   */
  readPieces(bytes: Uint8Array, start: number, end: number): number {
    if (this.#over) return end
    if (this.#parser) return start
    const position = this.#held === null ? this.#matchPieces(bytes, start, end) : this.#matchJoined(bytes, start, end)
    if (this.#over || position === end || this.#held !== null) return position
    if (endOfLine(bytes, position, end) !== INCOMPLETE) return position
    this.#hold(bytes, position, end)
    return end
  }

  /** The same for a read that continues the event held back. @returns `start`, and holds it still, where that is none. */
  #matchJoined(bytes: Uint8Array, start: number, end: number): number {
    const held = this.#held as Uint8Array
    const length = this.#joinHeld(bytes, start, end)
    const position = this.#matchPieces(joinBuffer, 0, length)
    // What was held has no blank line, so a match goes beyond it.
    if (position > 0) return this.#over ? end : start + position - held.length
    this.#held = held
    return start
  }

  #scan(bytes: Uint8Array, start: number, end: number): void {
    let position = start
    while (position < end) {
      position = this.#matchPieces(bytes, position, end)
      if (this.#over) return
      if (position === end) break
      const next = this.#readOne(bytes, position, end)
      if (this.#over) return
      if (next === INCOMPLETE) return this.#hold(bytes, position, end)
      if (next === UNUSUAL) {
        this.#handOver()
        return this.#feed(bytes, position, end)
      }
      position = next
    }
    this.#held = null
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
      if (after < 0) break
      position = after
      this.#templateMatched = true
      if (template.pieceEnd > template.pieceStart) {
        this.#sink.onPiece(template.kind, bytes, template.pieceStart, template.pieceEnd)
        if (this.#over) return end
      }
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

  #hold(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > this.#maxEventBytes) return this.#overflow()
    this.#held = copyBytes(bytes, start, end)
  }

  #joinHeld(bytes: Uint8Array, start: number, end: number): number {
    const held = this.#held as Uint8Array
    const length = held.length + end - start
    if (joinBuffer.length < length) joinBuffer = new Uint8Array(Math.max(length, 2 * joinBuffer.length, 4096))
    joinBuffer.set(held)
    joinBuffer.set(bytes.subarray(start, end), held.length)
    this.#held = null
    return length
  }

  #handOver(): void {
    this.#decoder = new TextDecoder('utf-8', { ignoreBOM: !this.#atStreamStart })
    this.#parser = createParser({
      onEvent: ({ data, event }) => {
        if (!this.#over) this.#sink.onEvent(data, event)
      },
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') this.#overflow()
        else if (error.type === 'unknown-field' && !this.#over) this.#sink.onOddLine(error.line ?? '')
      },
      maxBufferSize: this.#maxEventBytes,
    })
    const held = this.#held
    this.#held = null
    if (held) this.#feed(held, 0, held.length)
  }

  #feed(bytes: Uint8Array, start: number, end: number): void {
    const text = this.#decoder?.decode(bytes.subarray(start, end), { stream: true })
    if (text) this.#parser?.feed(text)
  }

  #overflow(): void {
    this.stop()
    this.#sink.onOverflow()
  }
}
