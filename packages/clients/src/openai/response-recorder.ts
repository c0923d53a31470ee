import { EventReader, type EventSink } from '../sse/event-reader.js'
import type { PieceKind, PlainPiece } from '../sse/event-template.js'
import type { ConnectionFlag, TransportFailure } from '../transport/transport.js'
import { createBodyBuffer } from './body-buffer.js'
import { type Failure, readErrorAnswer } from './error-answer.js'
import type { GeneratedText } from './generated-text.js'
import { parseJson } from './parse-json.js'
import { type ChunkReading, plainPieceOf, readChunk, readPlainPiece } from './read-chunk.js'
import { SettlingAnswer } from './settling-answer.js'
import type { AnswerReader } from './stamp-first.js'
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
/**
 * Watches one response and keeps what was observed: stamps, pieces, usage, how it ended. The token path stores one number
 * per chunk and allocates nothing. A class, because its fields are that path's state.
 */
export class ResponseRecorder extends SettlingAnswer implements AnswerReader, EventSink {
  #readAt = 0
  #done = false
  #ending = false
  #mode: 'stream' | 'body' | 'error' = 'body'
  #problem: Failure | null = null
  #received = 0
  readonly #maxChunks: number
  readonly #reader: EventReader
  readonly #body
  readonly #options: RecorderOptions

  constructor(options: RecorderOptions) {
    super()
    this.#options = options
    this.#maxChunks = CHUNKS_PER_TOKEN * options.wantedTokens + CHUNK_ALLOWANCE
    this.#reader = new EventReader(this, { readPiece: readPlainPiece, maxEventBytes: options.maxEventBytes })
    this.#body = createBodyBuffer()
  }

  onConnected(reused: boolean | null, at: number): void {
    this.reused = reused
    this.deadlines?.enter(this.#options.stream ? 'first_token' : 'body', at)
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
      this.#problem = contentTypeProblem(type)
      this.#mode = this.#problem ? 'error' : 'stream'
    }
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    const rest = this.readTokens(bytes, start, end, at)
    if (rest < end) this.readRest(bytes, rest, end, at)
  }

  readTokens(bytes: Uint8Array, start: number, end: number, at: number): number {
    if (this.settled) return end
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
    if (this.settled) return
    this.#readAt = at
    this.#reader.read(bytes, start, end)
  }

  onEnd(at: number): void {
    this.transportEnded = true
    if (this.settled) return
    this.#readAt = at
    if (this.#done) return this.settle()
    if (this.#mode === 'error') return this.#finishError(at, false)
    if (this.#mode === 'body') return this.#finishBody(at)
    this.#ending = true
    this.#reader.end()
    if (this.settled || this.#done) return this.settle()
    if (this.finishes.size < this.#options.choices) {
      return this.fail('stream_cut_short', 'the stream ended without finish reason and without [DONE]', at)
    }
    this.flags.add('done_missing')
    this.#complete(at)
    this.settle()
  }

  onFailure({ errorClass, message, at }: TransportFailure): void {
    this.transportEnded = true
    // A connection that breaks after a complete answer has taken nothing from it.
    if (this.#done) return this.settle()
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

  #misread(data: string, type: string | undefined): void {
    // An event that lacks its blank line at the end of the body was cut, which is told otherwise.
    if (this.#ending || (data === '' && type === undefined)) return
    const isError = type === 'error'
    const message = isError ? `error event: ${data}` : `an event that is no chunk: ${data}`
    this.fail(isError ? 'stream_error_event' : 'malformed_response', message, this.#readAt)
  }

  #take(reading: ChunkReading): void {
    const { pieces } = reading
    if (pieces.length > 0) this.#stamp(pieces.some((piece) => piece.kind === 'output') ? 'output' : 'reasoning')
    this.keep(reading, this.#options.text)
  }

  #stamp(kind: PieceKind): void {
    const at = this.#readAt
    const { count } = this.stamps
    this.stamps.add(at)
    if (count === 0) this.deadlines?.enter('next_token', at)
    if (this.firstOutputAt === null && kind === 'output') this.firstOutputAt = at
    if (count >= this.#maxChunks) {
      this.fail('response_too_large', `${count} chunks for ${this.#options.wantedTokens} tokens asked for`, at)
    }
  }

  #complete(at: number): void {
    if (this.#done || this.settled) return
    this.#done = true
    this.endAt = at
    this.#reader.stop()
    if (this.finishes.size < this.#options.choices) this.flags.add('finish_reason_missing')
    if (this.#failsByFinish(at)) return
    if (this.stamps.count === 0) return this.fail('empty_response', 'a complete stream without any generated text', at)
    this.deadlines?.enter('drain', at)
  }

  #failsByFinish(at: number): boolean {
    const reason = this.reasonGivenUp
    if (reason === null) return false
    this.fail('engine_failure', `the engine gave the request up: finish reason ${reason}`, at)
    return true
  }

  #finishError(at: number, cut: boolean): void {
    const status = this.status as number
    const answer = { status, body: this.#body.text(), retryAfter: this.retryAfter, problem: this.#problem }
    const { errorClass, message } = readErrorAnswer(answer)
    if (cut) this.fail(errorClass, message, at)
    else this.failWith(errorClass, message, at)
  }

  #finishBody(at: number): void {
    const answer = readWholeAnswer(this.#body.text())
    if ('errorClass' in answer) return this.fail(answer.errorClass, answer.message, at)

    this.endAt = at
    this.flags.add('not_streamed')
    // Its usage is of the whole answer, not of the choices that it happens to come with.
    const usage = answer.usage && { usage: answer.usage.usage, choices: [] }
    this.keep({ ...answer, usage }, this.#options.text)
    if (this.#failsByFinish(at)) return
    if (answer.pieces.length === 0) return this.fail('empty_response', 'an answer without any generated text', at)
    this.settle()
  }

  protected onSettled(): void {
    this.#reader.stop()
    this.#options.onSettled()
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** With or without white space around it: an engine that pads its events pads this one too. */
function isDone(data: string): boolean {
  return data === '[DONE]' || (data.length < 16 && data.trim() === '[DONE]')
}

/** A server that sends no type at all is believed. */
function contentTypeProblem(type: string | undefined): Failure | null {
  if (type === undefined || /^text\/event-stream\b/i.test(type)) return null
  return { errorClass: 'wrong_content_type', message: `content-type ${type} instead of text/event-stream` }
}
