import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { AnswerTimings } from '@sagellm-benchmark/protocol-types/openai'
import { chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { MemoryAccount } from '../bytes/memory-budget.js'
import { EventReader, type EventSink } from '../sse/event-reader.js'
import type { FoundPiece, PieceKind, PlainPiece } from '../sse/event-template.js'
import { BesideAnswer } from './beside-answer.js'
import { chunkLimit, pastLimit } from './chunk-limit.js'
import { ChunkLog } from './chunk-log.js'
import type { WaitingFor } from './deadlines.js'
import { errorEvent, errorLine } from './error-event.js'
import { ErrorTail } from './error-tail.js'
import { type EventForm, openAiEvents } from './event-form.js'
import type { GeneratedText } from './generated-text.js'
import { isDone } from './is-done.js'
import { keepUsage } from './keep-usage.js'
import { parseJson } from './parse-json.js'
import { type ChunkReading, plainPieceOf, saysNothing, type UsageReport } from './read-chunk.js'
import { BRACKET, escapedTextBytes, isEscapedAscii } from './text-bytes.js'

export type StreamAnswerOptions = {
  readonly choices: number
  /** Tokens asked for, all choices together. */
  readonly wantedTokens: number
  /** Where the text goes; `null` where nobody needs it. */
  readonly text: GeneratedText | null
  readonly maxEventBytes: number
  /** Pieces of text after which the request is cancelled; `null`: it is not. @default null */
  readonly cancelAfter?: number | null
  /** How the stream's events are read. @default those of the OpenAI API */
  readonly openEvents?: ((account: MemoryAccount) => EventForm) | undefined
}

/** What the answer needs of the exchange around it. */
export interface AnswerHost {
  fail(errorClass: RequestErrorClass, message: string, at: number): void
  /** The answer is complete; only the connection's end is to come. */
  complete(at: number): void
  waitFor(waitingFor: WaitingFor, at: number): void
}

/** What a piece of kept text costs beside its characters, and a finish reason. */
const ENTRY_BYTES = 64

/**
 * What an answer says, event by event: stamps, pieces, usage, finish reasons, and whether it is complete. The token path
 * stores two numbers per chunk and allocates nothing. A class, because its fields are that path's state.
 */
export class StreamAnswer implements EventSink {
  firstOutputAt: number | null = null
  model: string | null = null
  reasoningSeen = false // Whether any came as text.
  ascii = true // Whether all text so far is.
  readonly chunks: ChunkLog
  readonly usages: UsageReport[] = []
  timings: AnswerTimings | null = null // As the engine said them last.
  readonly beside = new BesideAnswer()
  readonly finishes = new Map<number, string>()
  finishedAt = 0 // Stamp of the last finish reason or usage.
  readonly events: EventForm

  #readAt = 0
  #ending = false
  #waitsForDone = false
  #finishedTooSoon = false // A piece came after a finish reason: this server says it with every chunk, and it ends nothing.
  readonly #tail = new ErrorTail()
  /** Chunks beyond which something is to be decided: that it never ends, or that it is cancelled. */
  readonly #maxChunks: number
  readonly #reader: EventReader
  readonly #options: StreamAnswerOptions
  readonly #host: AnswerHost
  readonly #account: MemoryAccount

  /** @param account - pays for what the answer holds; whoever opened it ends the answer where it cannot. */
  constructor(host: AnswerHost, options: StreamAnswerOptions, account: MemoryAccount) {
    this.#host = host
    this.#options = options
    this.#account = account
    this.chunks = new ChunkLog({ choices: options.choices, account })
    this.#maxChunks = chunkLimit(options)
    this.events = options.openEvents?.(account) ?? openAiEvents(options.choices)
    const { readPiece } = this.events
    this.#reader = new EventReader(this, { maxEventBytes: options.maxEventBytes, account, readPiece })
  }

  /** Takes what is cheap to read from the front. @returns where the rest begins. */
  readTokens(bytes: Uint8Array, start: number, end: number, at: number): number {
    this.#readAt = at
    return this.#reader.readPieces(bytes, start, end)
  }

  read(bytes: Uint8Array, start: number, end: number, at: number): void {
    this.#readAt = at
    this.#reader.read(bytes, start, end)
  }

  stop(): void {
    this.#reader.stop()
  }

  /** The body has ended: what was held back is read as it stands. */
  end(at: number): void {
    this.#readAt = at
    this.#ending = true
    this.#reader.end()
  }

  /** Whether every choice has said why it ended. */
  get finished(): boolean {
    return this.finishes.size >= this.#options.choices
  }

  /** Whether nothing shows that the answer was whole: no finish reason, no usage, and fewer pieces than were asked for. */
  get looksCut(): boolean {
    const { wantedTokens } = this.#options
    if (this.events.ending.required) return !this.finished
    const short = this.chunks.contentCount < wantedTokens && wantedTokens < Number.POSITIVE_INFINITY
    return short && !this.finished && this.usages.length === 0
  }

  /** The error that the answer ends with as text, whose chunks are then none; `null` for every other answer. */
  takeStatedError(): string | null {
    const stated = this.#tail.stated()
    if (stated === null) return null
    this.chunks.emptyLast(stated.pieces)
    if (this.chunks.contentCount === 0) this.firstOutputAt = null
    return stated.message
  }

  /** Whether finish reasons and usage have come after the last text: then only `[DONE]` is missing. */
  get waitsForDone(): boolean {
    return this.#waitsForDone
  }

  onPiece(found: FoundPiece, bytes: Uint8Array): void {
    const { kind, isPlain, pieceStart, pieceEnd } = found
    this.#stamp(kind)
    const length = isPlain ? pieceEnd - pieceStart : escapedTextBytes(bytes, pieceStart, pieceEnd)
    this.chunks.addText(this.#readAt, length, 0)
    if (this.chunks.count > this.#maxChunks) this.#passLimit()
    if (!isPlain || this.#tail.begun || this.#options.text) this.#readPiece(found, bytes)
  }

  onEvent(data: string, type: string | undefined): PlainPiece | null {
    if (isDone(data)) {
      this.#host.complete(this.#readAt)
      return null
    }
    const json = parseJson(data)
    const reading = json === undefined ? null : this.events.read(json, this.#readAt)
    const stated = errorEvent({ type, data, json })
    if (stated !== null) this.#host.fail('stream_error_event', stated, this.#readAt)
    else if (reading === null) this.#misread(data, type)
    else if (reading.error) this.#host.fail('stream_error_event', reading.error.message, this.#readAt)
    else {
      if (reading.pieces.length > 0 && this.finishes.size > 0) this.#finishedTooSoon = true
      for (const { kind } of reading.pieces) this.#stamp(kind)
      for (const { kind, bytes, choice, ascii } of reading.chunks) {
        if (!ascii) this.ascii = false
        if (kind === chunkKind.content) this.chunks.addText(this.#readAt, bytes, choice)
        else this.chunks.addOther(this.#readAt, kind, choice)
      }
      if (this.chunks.count > this.#maxChunks) this.#passLimit()
      if (saysNothing(reading)) this.beside.addEvent(data)
      this.take(reading, this.#readAt)
      const stated = this.finished ? this.takeStatedError() : null
      if (stated !== null) this.#host.fail('stream_error_event', stated, this.#readAt)
      this.#expectDone(reading.pieces.length === 0)
      return plainPieceOf(reading)
    }
    return null
  }

  onOddLine(line: string): void {
    const stated = errorLine(line)
    if (stated === null) this.beside.addLine(line)
    else this.#host.fail('stream_error_event', stated, this.#readAt)
  }

  onOverflow(): void {
    const message = `an event of more than ${this.#options.maxEventBytes} bytes`
    this.#host.fail('response_too_large', message, this.#readAt)
  }

  /** Keeps all that an event says but the stamps of its pieces. */
  take({ model, pieces, finishes, usage, tokenIds, timings }: ChunkReading, at: number): void {
    this.model ??= model
    this.timings = timings ?? this.timings
    if (usage) keepUsage(this.usages, usage, this.#options.choices)
    for (const piece of pieces) this.#tail.add(piece.text)
    const { text } = this.#options
    for (const { choice, reason } of finishes) {
      if (this.finishes.has(choice) || this.#account.hold(ENTRY_BYTES)) this.finishes.set(choice, reason)
    }
    if (finishes.length > 0 || usage) this.finishedAt = at
    if (!text) return
    for (const { choice, kind, text: said } of pieces) this.#keepText(choice, { kind, text: said, at })
    if (tokenIds && this.#account.hold(8 * tokenIds.length)) text.addIds(tokenIds)
  }

  /** What only few pieces need: what characters it holds, whether it belongs to an error's words, and its text. */
  #readPiece({ kind, isPlain, pieceStart, pieceEnd }: FoundPiece, bytes: Uint8Array): void {
    if (!isPlain && this.ascii && !isEscapedAscii(bytes, pieceStart, pieceEnd)) this.ascii = false
    const escaped = bytes.subarray(pieceStart, pieceEnd)
    const mayEnd = this.#tail.begun || (!isPlain && escaped.includes(BRACKET))
    if (!this.#options.text && !mayEnd) return
    const text = JSON.parse(`"${decoder.decode(escaped)}"`) as string
    if (mayEnd) this.#tail.add(text)
    if (this.#options.text) this.#keepText(0, { kind, text, at: this.#readAt })
  }

  #misread(data: string, type: string | undefined): void {
    // One that lacks its blank line at the end was cut. One without data, or of a name of its own (`ping`), is no message.
    if (this.#ending) return this.beside.addLine(data)
    if (data.trim() === '' || (type !== undefined && type !== 'message')) return
    this.#host.fail('malformed_response', `${this.events.complaint}: ${data}`, this.#readAt)
  }

  #stamp(kind: PieceKind): void {
    const at = this.#readAt
    if (this.chunks.contentCount === 0 || this.#waitsForDone) {
      this.#waitsForDone = false
      this.#host.waitFor('next_token', at)
    }
    if (kind === 'reasoning') this.reasoningSeen = true
    else if (this.firstOutputAt === null) this.firstOutputAt = at
  }

  #passLimit(): void {
    const ending = pastLimit(this.#options, this.chunks)
    if (ending) this.#host.fail(ending.errorClass, ending.message, this.#readAt)
  }

  #keepText(choice: number, piece: Parameters<GeneratedText['add']>[1]): void {
    if (this.#account.hold(ENTRY_BYTES + 4 * piece.text.length)) this.#options.text?.add(choice, piece) // Twice, of a first read.
  }

  /**
   * All has come but `[DONE]`, for which nobody waits long. Not after a chunk with text: servers exist that send finish
   * reason and usage with each.
   */
  #expectDone(withoutText: boolean): void {
    if (!withoutText || this.#finishedTooSoon || !this.finished || this.usages.length === 0) return
    this.#waitsForDone = true
    this.#host.waitFor('done', this.#readAt)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
