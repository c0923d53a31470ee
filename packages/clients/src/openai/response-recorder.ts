import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { EventReader, type EventSink } from '../sse/event-reader.js'
import type { PieceKind, PlainPiece } from '../sse/event-template.js'
import type { ConnectionFlag, TransportFailure } from '../transport/transport.js'
import { createBodyBuffer } from './body-buffer.js'
import type { Deadlines } from './deadlines.js'
import { type Failure, readErrorAnswer } from './error-answer.js'
import type { GeneratedText } from './generated-text.js'
import { parseJson } from './parse-json.js'
import { type ChunkReading, plainPieceOf, readChunk, readPlainPiece, type UsageReport } from './read-chunk.js'
import type { AnswerReader } from './stamp-first.js'
import { TokenStamps } from './token-stamps.js'
import { readWholeAnswer } from './whole-answer.js'

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
/** Finish reasons by which an engine says that it gave the request up: the answer is not what was asked for. */
const gaveUp: ReadonlySet<string> = new Set(['abort', 'aborted', 'error', 'cancelled', 'timeout'])

/**
 * Watches one response and keeps what was observed: stamps, pieces, usage, how it ended. The token path stores one number
 * per chunk and allocates nothing. A class, because its fields are that path's state.
 */
export class ResponseRecorder implements AnswerReader, EventSink {
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
  readonly stamps = new TokenStamps()
  readonly usages: UsageReport[] = []
  readonly finishes = new Map<number, string>()
  readonly flags = new Set<string>()

  #readAt = 0
  #settled = false
  #done = false
  #ending = false
  /** The transport has reported the end by itself: there is nothing left to abort. */
  #ended = false
  #mode: 'stream' | 'body' | 'error' = 'body'
  #problem: Failure | null = null
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

  onConnected(reused: boolean | null, at: number): void {
    this.reused = reused
    this.#deadlines?.enter(this.#options.stream ? 'first_token' : 'body', at)
  }

  onSent(at: number): void {
    this.sentAt = at
  }

  onConnectionFlag(flag: ConnectionFlag): void {
    this.flags.add(flag)
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
        this.#problem = {
          errorClass: 'wrong_content_type',
          message: `content-type ${type} instead of text/event-stream`,
        }
      }
    }
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    const rest = this.readTokens(bytes, start, end, at)
    if (rest < end) this.readRest(bytes, rest, end, at)
  }

  readTokens(bytes: Uint8Array, start: number, end: number, at: number): number {
    if (this.#settled) return end
    this.#received += end - start
    if (this.#received > this.#options.maxBodyBytes) {
      this.fail('response_too_large', `a body of more than ${this.#options.maxBodyBytes} bytes`, at)
      return end
    }
    this.#readAt = at
    if (this.#mode === 'stream') return this.#reader.readPieces(bytes, start, end)
    if (this.#mode === 'body') this.#body.add(bytes, start, end)
    else {
      const room = MAX_ERROR_BODY_BYTES - this.#body.size
      if (room > 0) this.#body.add(bytes, start, Math.min(end, start + room))
      else this.#finishError(at, true)
    }
    return end
  }

  readRest(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (this.#settled) return
    this.#readAt = at
    this.#reader.read(bytes, start, end)
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
    if (isDone(data)) {
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
    const { count } = this.stamps
    this.stamps.add(at)
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
    if (this.#failsByFinish(at)) return
    if (this.stamps.count === 0) return this.fail('empty_response', 'a complete stream without any generated text', at)
    this.#deadlines?.enter('drain', at)
  }

  #failsByFinish(at: number): boolean {
    for (const reason of this.finishes.values()) {
      if (!gaveUp.has(reason)) continue
      this.fail('engine_failure', `the engine gave the request up: finish reason ${reason}`, at)
      return true
    }
    return false
  }

  #finishError(at: number, cut: boolean): void {
    const status = this.status as number
    const answer = { status, body: this.#body.text(), retryAfter: this.retryAfter, problem: this.#problem }
    const { errorClass, message } = readErrorAnswer(answer)
    this.errorClass = errorClass
    this.errorMessage = message
    this.endAt = at
    this.#settle()
    if (cut) this.#abort?.()
  }

  #finishBody(at: number): void {
    const answer = readWholeAnswer(this.#body.text())
    if ('errorClass' in answer) return this.fail(answer.errorClass, answer.message, at)

    this.endAt = at
    this.flags.add('not_streamed')
    this.model = answer.model
    if (answer.usage) this.usages.push({ usage: answer.usage.usage, choices: [] })
    for (const { choice, reason } of answer.finishes) this.finishes.set(choice, reason)
    const { text } = this.#options
    for (const piece of answer.pieces) text?.add(piece.choice, piece.kind, piece.text)
    if (answer.tokenIds) text?.addIds(answer.tokenIds)
    if (this.#failsByFinish(at)) return
    if (answer.pieces.length === 0) return this.fail('empty_response', 'an answer without any generated text', at)
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

/** With or without white space around it: an engine that pads its events pads this one too. */
function isDone(data: string): boolean {
  return data === '[DONE]' || (data.length < 16 && data.trim() === '[DONE]')
}
