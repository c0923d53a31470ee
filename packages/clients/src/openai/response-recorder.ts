import { CompletionResponse, readWireError } from '@sagellm-benchmark/protocol-types/openai'
import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { EventReader, type EventSink } from '../sse/event-reader.js'
import type { PieceKind, PlainPiece } from '../sse/event-template.js'
import type { ResponseHandler, TransportFailure } from '../transport/transport.js'
import { bodyText, createBodyBuffer } from './body-buffer.js'
import { classifyStatus } from './classify-status.js'
import type { Deadlines } from './deadlines.js'
import type { GeneratedText } from './generated-text.js'
import { type ChunkReading, plainPieceOf, readChunk, readPlainPiece, type UsageReport } from './read-chunk.js'

export type RecorderOptions = {
  readonly stream: boolean
  readonly choices: number
  /** Tokens asked for, all choices together. */
  readonly wantedTokens: number
  /** Where the text goes; `null` where nobody needs it. */
  readonly text: GeneratedText | null
  readonly maxEventBytes: number
  readonly maxBodyBytes: number
  /** The exchange is over; called once. */
  readonly onSettled: () => void
}

/** Above this many chunks for each token asked for, a stream is not going to end. */
const CHUNKS_PER_TOKEN = 4
const CHUNK_ALLOWANCE = 1024
const MAX_ERROR_BODY_BYTES = 65_536
const FIRST_STAMPS = 64

/**
 * Watches one response and keeps what was observed: stamps, pieces, usage, how it ended. The token path stores one number
 * per chunk and allocates nothing. A class, because its fields are that path's state.
 */
export class ResponseRecorder implements ResponseHandler, EventSink {
  reused: boolean | null = null
  sentAt: number | null = null
  headersAt: number | null = null
  firstOutputAt: number | null = null
  endAt: number | null = null
  status: number | null = null
  model: string | null = null
  simulated = false
  retryAfter: string | null = null
  errorClass: RequestErrorClass | null = null
  errorMessage: string | null = null
  chunkCount = 0
  readonly usages: UsageReport[] = []
  readonly finishes = new Map<number, string>()
  readonly flags = new Set<string>()

  #stamps = new Float64Array(FIRST_STAMPS)
  #readAt = 0
  #settled = false
  #done = false
  #ending = false
  /** The transport has reported the end by itself: there is nothing left to abort. */
  #ended = false
  #mode: 'stream' | 'body' | 'error' = 'body'
  #received = 0
  readonly #maxChunks: number
  readonly #reader: EventReader
  readonly #body
  readonly #options: RecorderOptions
  #deadlines: Deadlines | null = null
  #abort: (() => void) | null = null

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#maxChunks = CHUNKS_PER_TOKEN * options.wantedTokens + CHUNK_ALLOWANCE
    this.#reader = new EventReader(this, { readPiece: readPlainPiece, maxEventBytes: options.maxEventBytes })
    this.#body = createBodyBuffer()
  }

  /** Sets the time limits; before the request starts, because its first steps may happen at once. */
  limitBy(deadlines: Deadlines): void {
    this.#deadlines = deadlines
  }

  /** Tells how the exchange is given up. */
  abortWith(abort: () => void): void {
    this.#abort = abort
    if (this.#settled && !this.#ended) abort()
  }

  get lastTokenAt(): number | null {
    return this.chunkCount === 0 ? null : (this.#stamps[this.chunkCount - 1] as number)
  }

  /** The stamp of every content-bearing chunk, in order. */
  tokenAt(): number[] {
    // A plain loop: Array.from goes through the iterator and cost a quarter of the CPU of a long stream.
    const count = this.chunkCount
    const stamps = new Array<number>(count)
    for (let at = 0; at < count; at += 1) stamps[at] = this.#stamps[at] as number
    return stamps
  }

  onConnected(reused: boolean | null): void {
    this.reused = reused
  }

  onSent(at: number): void {
    this.sentAt = at
    this.#deadlines?.enter(this.#options.stream ? 'first_token' : 'body', at)
  }

  onHeaders(status: number, headers: Readonly<Record<string, string>>, at: number): void {
    this.status = status
    this.headersAt = at
    this.retryAfter = headers['retry-after'] ?? null
    this.simulated = headers['x-simulated'] === 'true'
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') {
      return this.fail('malformed_response', `content-encoding ${encoding}, which was not asked for`, at)
    }
    if (status !== 200) this.#mode = 'error'
    else if (this.#options.stream) {
      const type = headers['content-type']
      if (type === undefined) this.flags.add('content_type_missing')
      if (type === undefined || /^text\/event-stream\b/i.test(type)) this.#mode = 'stream'
      else {
        this.#mode = 'error'
        this.errorClass = 'wrong_content_type'
        this.errorMessage = `content-type ${type} instead of text/event-stream`
      }
    }
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (this.#settled) return
    this.#received += end - start
    if (this.#received > this.#options.maxBodyBytes) {
      return this.fail('response_too_large', `a body of more than ${this.#options.maxBodyBytes} bytes`, at)
    }
    this.#readAt = at
    if (this.#mode === 'stream') this.#reader.read(bytes, start, end)
    else if (this.#mode === 'body') this.#body.add(bytes, start, end)
    else {
      const room = MAX_ERROR_BODY_BYTES - this.#body.size
      if (room > 0) this.#body.add(bytes, start, Math.min(end, start + room))
      else this.#finishError(at, true)
    }
  }

  onEnd(at: number): void {
    this.#ended = true
    if (this.#settled) return
    this.#readAt = at
    if (this.#done) return this.#settle()
    if (this.#mode === 'error') return this.#finishError(at, false)
    if (this.#mode === 'body') return this.#finishBody(at)
    this.#ending = true
    this.#reader.end()
    if (this.#settled || this.#done) return this.#settle()
    if (this.finishes.size < this.#options.choices) {
      return this.fail('stream_cut_short', 'the stream ended without finish reason and without [DONE]', at)
    }
    this.flags.add('done_missing')
    this.#complete(at)
    this.#settle()
  }

  onFailure({ errorClass, message, at }: TransportFailure): void {
    this.#ended = true
    // A connection that breaks after a complete answer has taken nothing from it.
    if (this.#done) return this.#settle()
    if (this.#mode === 'error' && this.status !== 200) this.#finishError(at, false)
    else this.fail(errorClass, message, at)
  }

  onPiece(kind: PieceKind, bytes: Uint8Array, start: number, end: number): void {
    this.#stamp(kind)
    const { text } = this.#options
    if (text) text.add(0, kind, JSON.parse(`"${decoder.decode(bytes.subarray(start, end))}"`) as string)
  }

  onEvent(data: string, type: string | undefined): PlainPiece | null {
    if (data === '[DONE]') {
      this.#complete(this.#readAt)
      return null
    }
    const json = parseJson(data)
    const reading = json === undefined ? null : readChunk(json)
    if (reading === null) this.#misread(data, type)
    else if (reading.error) this.fail('stream_error_event', reading.error.message, this.#readAt)
    else {
      this.#take(reading)
      return plainPieceOf(reading)
    }
    return null
  }

  onOverflow(): void {
    this.fail('response_too_large', `an event of more than ${this.#options.maxEventBytes} bytes`, this.#readAt)
  }

  /** Ends the request as failed and gives up its connection. The first failure stands. */
  fail(errorClass: RequestErrorClass, message: string, at: number): void {
    if (this.#settled) return
    this.errorClass = errorClass
    this.errorMessage = message
    this.endAt = at
    this.#settle()
    this.#abort?.()
  }

  /** The drain limit passed: the answer is complete, only its connection is not. */
  giveUpConnection(): void {
    this.#settle()
    this.#abort?.()
  }

  #misread(data: string, type: string | undefined): void {
    // An event that lacks its blank line at the end of the body was cut, which is told otherwise.
    if (this.#ending || (data === '' && type === undefined)) return
    const isError = type === 'error'
    const message = isError ? `error event: ${data}` : `an event that is no chunk: ${data}`
    this.fail(isError ? 'stream_error_event' : 'malformed_response', message, this.#readAt)
  }

  #take(reading: ChunkReading): void {
    const { pieces, finishes, usage, tokenIds } = reading
    this.model ??= reading.model
    if (pieces.length > 0) this.#stamp(pieces.some((piece) => piece.kind === 'output') ? 'output' : 'reasoning')
    if (usage) this.#addUsage(usage)
    for (const { choice, reason } of finishes) this.finishes.set(choice, reason)
    const { text } = this.#options
    if (!text) return
    for (const piece of pieces) text.add(piece.choice, piece.kind, piece.text)
    if (tokenIds) text.addIds(tokenIds)
  }

  #stamp(kind: PieceKind): void {
    const at = this.#readAt
    const count = this.chunkCount
    if (count === this.#stamps.length) {
      const grown = new Float64Array(2 * count)
      grown.set(this.#stamps)
      this.#stamps = grown
    }
    this.#stamps[count] = at
    this.chunkCount = count + 1
    if (count === 0) this.#deadlines?.enter('next_token', at)
    if (this.firstOutputAt === null && kind === 'output') this.firstOutputAt = at
    if (count >= this.#maxChunks) {
      this.fail('response_too_large', `${count} chunks for ${this.#options.wantedTokens} tokens asked for`, at)
    }
  }

  /** Keeps what the tally needs: of a usage that grows on every chunk only the last of each choice. */
  #addUsage(report: UsageReport): void {
    const previous = this.usages.at(-1)
    const replaces = previous && report.choices.length > 0 && previous.choices[0] === report.choices[0]
    if (replaces) this.usages[this.usages.length - 1] = report
    else this.usages.push(report)
  }

  #complete(at: number): void {
    if (this.#done || this.#settled) return
    this.#done = true
    this.endAt = at
    this.#reader.stop()
    if (this.finishes.size < this.#options.choices) this.flags.add('finish_reason_missing')
    if (this.chunkCount === 0) return this.fail('empty_response', 'a complete stream without any generated text', at)
    this.#deadlines?.enter('drain', at)
  }

  #finishError(at: number, cut: boolean): void {
    const json = parseJson(this.#body.text())
    const error = readWireError(json)
    const errorClass = this.errorClass ?? classifyStatus(this.status as number, error)
    const said = error?.message ?? bodyText(this.#body.text())
    const prefix = this.errorMessage ?? `HTTP ${this.status}`
    const wait = this.retryAfter === null ? '' : ` (Retry-After: ${this.retryAfter})`
    this.errorClass = errorClass
    this.errorMessage = `${prefix}${said ? `: ${said}` : ''}${wait}`
    this.endAt = at
    this.#settle()
    if (cut) this.#abort?.()
  }

  #finishBody(at: number): void {
    const text = this.#body.text()
    const json = parseJson(text)
    const error = readWireError(json)
    if (error) return this.fail('server_error', `an error under status 200: ${error.message}`, at)
    const parsed = CompletionResponse.safeParse(json)
    if (!parsed.success) return this.fail('malformed_response', `not a completion: ${bodyText(text)}`, at)

    this.endAt = at
    const { choices, model, usage } = parsed.data
    this.model = model ?? null
    const reading = readChunk({
      choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: message })),
      usage,
    })
    if (!reading) return this.fail('malformed_response', `not a completion: ${bodyText(text)}`, at)
    if (reading.usage) this.usages.push({ usage: reading.usage.usage, choices: [] })
    for (const { choice, reason } of reading.finishes) this.finishes.set(choice, reason)
    for (const piece of reading.pieces) this.#options.text?.add(piece.choice, piece.kind, piece.text)
    if (reading.tokenIds) this.#options.text?.addIds(reading.tokenIds)
    this.flags.add('not_streamed')
    if (reading.pieces.length === 0) return this.fail('empty_response', 'an answer without any generated text', at)
    this.#settle()
  }

  #settle(): void {
    if (this.#settled) return
    this.#settled = true
    this.#reader.stop()
    this.#deadlines?.cancel()
    this.#options.onSettled()
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
