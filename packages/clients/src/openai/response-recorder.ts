import type { RequestErrorClass, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { GrowingBytes } from '../bytes/growing-bytes.js'
import type { AccountOwner, MemoryAccount } from '../bytes/memory-budget.js'
import type { ClientLimit } from '../transport/client-limit.js'
import type { ConnectionFlag, TransportFailure } from '../transport/transport.js'
import { type AnswerForm, formOfBody, formOfHead, wrongContentType } from './answer-form.js'
import { cutShort, emptyStream } from './cut-short.js'
import type { WaitingFor } from './deadlines.js'
import { type Failure, readErrorAnswer } from './error-answer.js'
import { gaveUpReason } from './gave-up.js'
import type { RecorderHost, RecorderOptions } from './recorder-host.js'
import type { AnswerReader } from './stamp-first.js'
import { type AnswerHost, StreamAnswer } from './stream-answer.js'
import { readWholeAnswer } from './whole-answer.js'

const MAX_ERROR_BODY_BYTES = 65_536
const noHeaders: Readonly<Record<string, string>> = {}

/** Watches one exchange and keeps what was observed of it: its steps, the answer in whatever form it came, how it ended. */
export class ResponseRecorder implements AnswerReader, AnswerHost, AccountOwner {
  reused: boolean | null = null
  sentAt: number | null = null
  headersAt: number | null = null
  endAt: number | null = null
  status: number | null = null
  simulated = false
  maxReadLatenessMs: number | null = null
  headers = noHeaders
  errorClass: RequestErrorClass | null = null
  errorMessage: string | null = null
  clientLimit: ClientLimit | null = null // Of the client's own machine: the request then says nothing of the server.
  readonly flags: RequestRecord['flags'][number][] = []
  readonly answer: StreamAnswer
  readonly account: MemoryAccount // Pays for what is held of this answer, until it is settled.

  #settled = false
  #done = false
  #form: AnswerForm
  #problem: Failure | null = null
  #received = 0
  /** A body that is no stream; `null` while there is none. */
  #body: GrowingBytes | null = null
  #readAt = 0
  readonly #options: RecorderOptions
  readonly #host: RecorderHost

  constructor(host: RecorderHost, options: RecorderOptions) {
    this.#host = host
    this.#options = options
    this.#form = options.stream ? 'events' : 'whole'
    this.account = options.memory.open(this)
    this.answer = new StreamAnswer(this, options, this.account)
  }

  onConnected(reused: boolean | null, at: number): void {
    this.reused = reused
    this.#host.waitFor(this.#options.stream ? 'first_token' : 'body', at)
  }

  onSent(at: number): void {
    this.sentAt = at
  }

  onConnectionFlag(flag: ConnectionFlag): void {
    this.#flag(flag)
  }

  onHeaders(status: number, headers: Readonly<Record<string, string>>, at: number): void {
    this.status = status
    this.headersAt = at
    this.#leftBefore(at)
    this.headers = headers
    this.simulated = headers['x-simulated'] === 'true'
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') {
      return this.fail('malformed_response', `content-encoding ${encoding}, which was not asked for`, at)
    }
    const type = headers['content-type']
    this.#form = formOfHead(status, type, this.#options.stream)
    if (this.#form === 'unsure') this.#problem = wrongContentType(type as string)
    else if (this.#form === 'events' && type === undefined) this.#flag('content_type_missing')
  }

  onBody(bytes: Uint8Array, start: number, end: number, at: number): void {
    const rest = this.readTokens(bytes, start, end, at)
    if (rest < end) this.readRest(bytes, rest, end, at)
  }

  readTokens(bytes: Uint8Array, start: number, end: number, at: number): number {
    if (this.#settled) return end
    this.#readAt = at
    this.#received += end - start
    if (this.#received > this.#options.maxBodyBytes) {
      this.fail('response_too_large', `a body of more than ${this.#options.maxBodyBytes} bytes`, at)
      return end
    }
    if (this.#form === 'unsure') this.#decideForm(bytes, start, end)
    if (this.#form === 'events') return this.answer.readTokens(bytes, start, end, at)
    if (this.#form !== 'unsure') this.#keepBody(bytes, start, end)
    return end
  }

  readRest(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (!this.#settled) this.answer.read(bytes, start, end, at)
  }

  onLateRead(lateMs: number): void {
    this.maxReadLatenessMs = lateMs
  }

  onEnd(at: number): void {
    if (this.#settled) return
    if (this.#done) return this.#settle()
    if (this.#form === 'error' || this.#form === 'unsure') return this.#finishError(at)
    if (this.#form === 'whole') return this.#finishWhole(at)
    this.answer.end(at)
    if (this.#settled || this.#done) return this.#settle()
    if (!this.answer.finished) return this.#failCutShort(at)
    this.#flag('done_missing')
    this.complete(at)
    this.#settle()
  }

  onFailure({ errorClass, message, at, clientLimit }: TransportFailure): void {
    // A connection that breaks after a complete answer has taken nothing from it: the answer counts, and the record says it.
    if (!this.#settled && (this.#done || this.answer.waitsForDone)) this.#flag('body_cut_short')
    if (this.answer.waitsForDone && this.completeWithoutDone()) return
    if (this.#done) return this.#settle()
    this.clientLimit = clientLimit ?? null
    if (this.#form === 'error' && this.#problem === null) this.#finishError(at)
    else this.fail(errorClass, message, at)
  }

  waitFor(waitingFor: WaitingFor, at: number): void {
    this.#host.waitFor(waitingFor, at)
  }

  onMemoryRefused(message: string): void {
    this.fail('response_too_large', message, this.#readAt)
  }

  /** Ends the request as failed and gives up its connection. The first failure stands. */
  fail(errorClass: RequestErrorClass, message: string, at: number): void {
    if (this.#settled) return
    this.errorClass = errorClass
    this.errorMessage = message
    this.endAt = at
    this.#settle()
    this.#host.giveUp()
  }

  complete(at: number): void {
    if (this.#done || this.#settled) return
    this.#done = true
    this.endAt = at
    this.answer.stop()
    if (!this.answer.finished) this.#flag('finish_reason_missing')
    if (this.#failsByAnswer(at)) return
    if (this.answer.chunks.contentCount === 0) return this.fail('empty_response', emptyStream(this.answer), at)
    if (this.answer.looksCut) return this.#failCutShort(at)
    this.#host.waitFor('drain', at)
  }

  /**
   * A time limit passed while the next event was waited for, or the connection broke.
   * @returns whether the answer was complete but for its `[DONE]`; then it counts, and only its connection is given up.
   */
  completeWithoutDone(): boolean {
    if (this.#settled || this.#done || this.#form !== 'events' || !this.answer.finished) return false
    this.#flag('done_missing')
    this.complete(this.answer.finishedAt)
    this.giveUpConnection()
    return true
  }

  /** The answer is complete, only its connection is not. */
  giveUpConnection(): void {
    this.#settle()
    this.#host.giveUp()
  }

  #flag(flag: RequestRecord['flags'][number]): void {
    if (!this.flags.includes(flag)) this.flags.push(flag)
  }

  #keepBody(bytes: Uint8Array, start: number, end: number): void {
    this.#body ??= new GrowingBytes(this.account)
    const room = this.#form === 'error' ? MAX_ERROR_BODY_BYTES - this.#body.length : Number.POSITIVE_INFINITY
    if (room > 0) this.#body.append(bytes, start, Math.min(end, start + room))
    else this.#finishError(this.#readAt)
  }

  #decideForm(bytes: Uint8Array, start: number, end: number): void {
    this.#form = formOfBody(bytes, start, end)
    if (this.#form === 'events') this.#flag('content_type_unexpected')
  }

  #failCutShort(at: number): void {
    if (this.#failsByAnswer(at)) return
    const why = cutShort(this.answer.beside, { ended: !this.#done, ending: this.answer.events.ending })
    // Under another content type nothing was an event: then the type was right, and the answer is something else.
    const problem = this.answer.chunks.contentCount > 0 ? null : this.#problem
    if (problem) return this.fail(problem.errorClass, `${problem.message}: ${why.message}`, at)
    this.fail(why.errorClass, why.message, at)
  }

  #failsByAnswer(at: number): boolean {
    const stated = this.answer.takeStatedError()
    const reason = gaveUpReason(this.answer.finishes.values())
    if (stated !== null) this.fail('stream_error_event', stated, at)
    if (reason !== null) this.fail('engine_failure', `the engine gave the request up: finish reason ${reason}`, at)
    return this.#settled
  }

  #finishError(at: number): void {
    const answer = { status: this.status as number, headers: this.headers, body: this.#body?.text() ?? '' }
    const { errorClass, message } = readErrorAnswer({ ...answer, problem: this.#problem })
    this.fail(errorClass, message, at)
  }

  #finishWhole(at: number): void {
    const reading = readWholeAnswer(this.#body?.text() ?? '', this.#options.choices)
    if ('errorClass' in reading) return this.fail(reading.errorClass, reading.message, at)

    this.endAt = at
    this.#flag('not_streamed')
    const { usage } = reading // It speaks of all choices at once, as a usage in an event of its own does.
    this.answer.take({ ...reading, usage: usage && { usage: usage.usage, choices: [] } }, at)
    if (this.#failsByAnswer(at)) return
    if (reading.pieces.length === 0) return this.fail('empty_response', 'an answer without any generated text', at)
    this.#settle()
  }

  /** The system marks an answer that arrives while this program waits for its turn to stamp what it wrote: it had left by then. */
  #leftBefore(at: number): void {
    if (this.sentAt !== null && this.sentAt > at) this.sentAt = at
  }

  #settle(): void {
    if (this.#settled) return
    this.#settled = true
    if (this.endAt !== null) this.#leftBefore(this.endAt)
    this.answer.stop()
    this.account.close()
    this.#host.onSettled()
  }
}
