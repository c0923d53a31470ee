import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { contradictsChunks, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { Endpoint } from '../endpoint/endpoint.js'
import type { SendOptions } from '../engine-client.js'
import { clientLimitError } from '../transport/client-limit.js'
import { buildRecord } from './build-record.js'
import { isUnchecked } from './client-identity.js'
import type { Timeouts } from './deadlines.js'
import { eventsOf } from './events-of.js'
import { createGeneratedText } from './generated-text.js'
import type { KnownServer, ServerFacts } from './known-server.js'
import type { OpenAiClientOptions } from './openai-client-options.js'
import type { ResponseRecorder } from './response-recorder.js'
import { refusesUsage, withoutUsage } from './refused-usage.js'
import { isRetryable, retryDelayMs } from './retry-delay.js'
import { sendOnce } from './send-once.js'
import { createShortAnswers } from './short-answers.js'
import { createTurnQueue, type TurnQueue } from './turn-queue.js'
import { type WireOptions, type WireRequest, wireRequest } from './wire-request.js'

export type SenderParts = {
  readonly endpoint: Endpoint
  readonly server: KnownServer
  readonly timeouts: Timeouts
  readonly options: OpenAiClientOptions
}

/** Sends planned requests and makes their records: each attempt, the pause before a repetition, the record of the last one. */
export class PlannedSender {
  readonly #endpoint: Endpoint
  readonly #server: KnownServer
  readonly #timeouts: Timeouts
  readonly #settings: ReturnType<typeof settingsOf>
  #wireOptions: WireOptions
  readonly #openEvents: ReturnType<typeof eventsOf>
  #prepared = new WeakMap<PlannedRequest, WireRequest>()
  readonly #turns: TurnQueue | null
  readonly #shortAnswers = createShortAnswers()
  /** Whether the proof that a chunk is a token still stands; one answer that contradicts it ends it. */
  #chunkIsToken: boolean

  constructor({ endpoint, server, timeouts, options }: SenderParts) {
    const { api = 'chat', extraBody = {}, usagePerChunk = false, fieldChanges = {}, traceId = null } = options
    const { sessionHeaders = [] } = options
    this.#endpoint = endpoint
    this.#server = server
    this.#timeouts = timeouts
    this.#settings = settingsOf(options)
    this.#chunkIsToken = options.chunkIsToken ?? false
    this.#wireOptions = {
      endpoint,
      traceId,
      sessionHeaders,
      bodyOptions: { api, extraBody, usagePerChunk, fieldChanges },
    }
    this.#openEvents = eventsOf(api)
    this.#turns = createTurnQueue(() => endpoint.clock.now())
  }

  /** Writes a request ahead of its time, where the server is known already. */
  prepare(planned: PlannedRequest): void {
    const { facts } = this.#server
    if (facts) this.#prepared.set(planned, wireRequest(planned, facts, this.#wireOptions))
  }

  async send(planned: PlannedRequest, sendOptions: SendOptions): Promise<RequestRecord> {
    const facts = this.#server.facts ?? (await this.#server.ask())
    const transport = await this.#endpoint.transport()
    const { clock, memory } = this.#endpoint
    const { maxEventBytes, maxBodyBytes, keepsText } = this.#settings
    const { signal, keepText = false } = sendOptions
    let request = this.#preparedFor(planned) ?? wireRequest(planned, facts, this.#wireOptions)
    const { stream, choices, tokenLimit } = request.asked
    // Read after all preparation: what the client does before is not the server's time.
    const startAt = clock.now()

    let usageRefused = false
    let keyRenewed = false
    for (let attempt = 0; ; attempt += 1) {
      const text = keepText || keepsText ? createGeneratedText() : null
      const response = await sendOnce(transport, request.wire, {
        openEvents: this.#openEvents,
        stream,
        choices,
        wantedTokens: (tokenLimit ?? Number.POSITIVE_INFINITY) * choices,
        text,
        cancelAfter: planned.cancel?.afterTokens ?? null,
        maxEventBytes,
        maxBodyBytes,
        memory,
        clock,
        timeouts: this.#timeouts,
        turns: this.#turns,
        startAt: attempt === 0 ? startAt : clock.now(),
        signal,
      })
      if (response.clientLimit) throw clientLimitError(response.clientLimit)
      if (refusesUsage(response, request)) {
        this.#leaveUsageOut()
        usageRefused = true
        request = wireRequest(planned, facts, this.#wireOptions)
        continue
      }
      if (response.status === 401 && !keyRenewed && (await this.#endpoint.renewKey(request.headersFrom))) {
        keyRenewed = true
        request = wireRequest(planned, facts, this.#wireOptions)
        continue
      }
      const again = this.#isWorthRepeating(response, attempt) && !signal?.aborted
      if (again && (await this.#pause(response, attempt, signal))) continue
      return this.#recordOf(response, { planned, request, facts, startAt, attempt, usageRefused, text, sendOptions })
    }
  }

  /** What was written ahead of time, unless its key has been replaced since. */
  #preparedFor(planned: PlannedRequest): WireRequest | null {
    const prepared = this.#prepared.get(planned)
    return prepared?.headersFrom === this.#endpoint.headers ? prepared : null
  }

  /** The server refuses the field by name: no later request carries it. */
  #leaveUsageOut(): void {
    const { bodyOptions } = this.#wireOptions
    const fieldChanges = { ...bodyOptions.fieldChanges, ...withoutUsage }
    this.#wireOptions = { ...this.#wireOptions, bodyOptions: { ...bodyOptions, fieldChanges } }
    this.#prepared = new WeakMap()
  }

  #isWorthRepeating({ errorClass, answer }: ResponseRecorder, attempt: number): boolean {
    return attempt < this.#settings.retries && isRetryable(errorClass, answer.chunks.contentCount)
  }

  /** @returns false where the run ended meanwhile: the last failure then stands. */
  async #pause({ headers }: ResponseRecorder, attempt: number, signal?: AbortSignal): Promise<boolean> {
    const { clock } = this.#endpoint
    const delayMs = retryDelayMs(attempt, headers['retry-after'] ?? null, clock.unixMs())
    try {
      await clock.sleepUntil(clock.now() + delayMs, signal)
      return signal?.aborted !== true
    } catch {
      return false
    }
  }

  #recordOf(response: ResponseRecorder, sent: Sent): RequestRecord {
    const { planned, request, facts, startAt, attempt, usageRefused, text, sendOptions } = sent
    const { label, tokenizer, countLater, unchecked } = this.#settings
    const record = buildRecord(response, {
      planned,
      target: label,
      transport: this.#endpoint.transportName,
      scheduledAt: sendOptions.scheduledAt ?? startAt,
      startAt,
      retries: attempt,
      traceparent: request.traceparent,
      asked: request.asked,
      flags: [
        ...request.flags,
        ...flagsWhere({ tls_unverified: unchecked, retried: attempt > 0, stream_options_refused: usageRefused }),
      ],
      usagePerChoice: facts.dialect.usagePerChoice,
      chunkIsToken: this.#chunkIsToken,
      simulated: facts.discovery.simulated,
      tokenizer,
      countLater,
      text,
      keepText: sendOptions.keepText ?? false,
      redact: this.#endpoint.redact,
      stalledMs: sendOptions.stalledMs ?? (() => 0),
    })
    if (contradictsChunks(record)) this.#chunkIsToken = false
    if (!this.#shortAnswers.isSuspicious(record)) return record
    return { ...record, flags: [...record.flags, 'suspiciously_short'] }
  }
}

/** A request whose last attempt is over. */
type Sent = {
  readonly planned: PlannedRequest
  readonly request: WireRequest
  readonly facts: ServerFacts
  readonly startAt: number
  readonly attempt: number
  /** The first attempt was refused for the field that asks for a usage. */
  readonly usageRefused: boolean
  readonly text: ReturnType<typeof createGeneratedText> | null
  readonly sendOptions: SendOptions
}

function settingsOf(options: OpenAiClientOptions) {
  const { label = 'endpoint', retries = 0, tokenizer = null, countLater = false } = options
  const { maxEventBytes = 8_388_608, maxBodyBytes = 268_435_456 } = options
  const keepsText = tokenizer !== null || countLater
  return {
    label,
    retries,
    tokenizer,
    countLater,
    keepsText,
    maxEventBytes,
    maxBodyBytes,
    unchecked: isUnchecked(options),
  }
}
