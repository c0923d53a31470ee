import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { readStreamEvent, type StreamEventEnd } from '@sagellm-benchmark/protocol-types/protocol'
import {
  type ChoiceTokens,
  type ChunkKind,
  chunkKind,
  type EngineMetrics,
  type FlagName,
} from '@sagellm-benchmark/protocol-types/records'
import type { MemoryAccount } from '../bytes/memory-budget.js'
import { field } from '../dialects/define-dialect.js'
import type { EventForm } from '../openai/event-form.js'
import type { ChunkReading } from '../openai/read-chunk.js'
import { textBytes } from '../openai/text-bytes.js'
import { alignIds } from './align-ids.js'
import { measuredByEngine } from './measured-by-engine.js'

const ID_BYTES = 8
const silent: ChunkReading = {
  model: null,
  pieces: [],
  chunks: [],
  finishes: [],
  usage: null,
  tokenIds: null,
  error: null,
  timings: null,
}

/** The events of one stream of sageLLM's Protocol: `start`, `delta`s, `end`, of one request and in this order. */
export class NativeEvents implements EventForm {
  complaint = ''
  engineMetrics: EngineMetrics | null = null
  // The ids differ from one token to the next.
  readonly readPiece = null
  readonly ending = { name: 'end event', required: true }
  readonly flags = new Set<FlagName>()
  readonly #account: MemoryAccount
  #phase: 'start' | 'delta' | 'end' = 'start'
  #requestId = ''
  #promptTokens: number | null = null
  /** Ids that came with deltas. */
  readonly #streamed: number[] = []
  /** Of these, how many came up to the end of the first read with text. */
  #withFirstText = 0
  #firstTextAt: number | null = null
  #all: readonly number[] = []
  #places: readonly number[] | null = null

  /** @param account - pays for the ids that are kept. */
  constructor(account: MemoryAccount) {
    this.#account = account
  }

  read(json: unknown, at: number): ChunkReading | null {
    const plain = plainDelta(json)
    if (plain) return this.#inOrder(plain) ? this.#delta(plain, at) : null
    const failure = failureOf(json)
    if (failure) return { ...silent, error: failure }
    const name = field(json, 'event')
    if (typeof name === 'string' && !eventNames.has(name)) {
      this.flags.add('unknown_event')
      return silent
    }
    const event = this.#parse(json)
    if (event === null || !this.#inOrder(event)) return null
    if (event.event === 'delta') return this.#delta(event, at)
    if (event.event === 'end') return this.#end(event)
    this.#promptTokens = event.promptTokens
    return silent
  }

  tokens(): readonly ChoiceTokens[] | null {
    if (this.#phase !== 'end' || this.#places === null) return null
    const last = this.#places[this.#withFirstText - 1]
    return [{ choice: 0, all: this.#all.length, withFirstText: last === undefined ? 0 : last + 1 }]
  }

  get ids(): EventForm['ids'] {
    if (this.#phase !== 'end') return 'none'
    return this.#places === null ? 'disagree' : 'agree'
  }

  #parse(json: unknown) {
    const isOld = field(json, 'chunk') !== undefined || field(json, 'output_text') !== undefined
    if (isOld) this.flags.add('protocol_before_0_5')
    try {
      const event = readStreamEvent(json, isOld ? 'before-0.5' : 'current')
      return event.event === 'error' ? null : event
    } catch (error) {
      if (!isBenchError(error)) throw error
      this.complaint = error.message
      return null
    }
  }

  /** An event at a wrong place, or of another request, makes the whole stream one that cannot be believed. */
  #inOrder({ event, requestId }: { readonly event: 'start' | 'delta' | 'end'; readonly requestId: string }): boolean {
    const before = this.#phase
    const fits = before === 'start' ? event === 'start' : before === 'delta' && event !== 'start'
    if (!fits) this.complaint = before === 'end' ? `a ${event} event after the end event` : wrongPlace[event]
    const other = this.#requestId !== '' && requestId !== '' && requestId !== this.#requestId
    if (other) this.complaint = `a ${event} event of another request (${requestId}, not ${this.#requestId})`
    if (!fits || other) return false
    this.#requestId ||= requestId
    this.#phase = event === 'end' ? 'end' : 'delta'
    return true
  }

  #delta({ content, contentTokens }: Delta, at: number): ChunkReading {
    if (this.#account.hold(ID_BYTES * contentTokens.length)) for (const id of contentTokens) this.#streamed.push(id)
    if (content !== '') this.#firstTextAt ??= at
    if (this.#firstTextAt === at) this.#withFirstText = this.#streamed.length
    const chunks = [chunkOf(content === '' ? chunkKind.empty : chunkKind.content, content)]
    if (content === '') return { ...silent, chunks }
    return { ...silent, chunks, pieces: [{ choice: 0, kind: 'output', key: 'content', text: content }] }
  }

  #end({ finishReason, error, outputTokens, promptTokens, metrics }: StreamEventEnd): ChunkReading {
    this.#all = outputTokens
    this.#places = alignIds(this.#streamed, outputTokens)
    this.engineMetrics = measuredByEngine(metrics)
    if (error) return { ...silent, error: { message: `${error.message} (${error.code})`, ...noDetails } }
    if (this.#places === null) this.flags.add('token_ids_disagree')
    // An end that brings tokens of its own is their step: the end token, which has no text. Any other is none.
    const brings = (this.#places?.at(-1) ?? -1) < outputTokens.length - 1
    return {
      ...silent,
      chunks: [chunkOf(brings ? chunkKind.finish : chunkKind.role, '')],
      finishes: [{ choice: 0, reason: finishReason }],
      usage: { usage: this.#usage(outputTokens.length, promptTokens), choices: [] },
      tokenIds: outputTokens,
    }
  }

  /** The counts that start and end agree on; a prompt of two lengths has none. */
  #usage(completion: number, atEnd: number | null) {
    const atStart = this.#promptTokens
    const apart = atStart !== null && atEnd !== null && atStart !== atEnd
    if (apart) this.flags.add('prompt_tokens_disagree')
    const prompt = apart ? null : (atEnd ?? atStart)
    const hitRate = this.engineMetrics?.prefixHitRate ?? null
    return {
      prompt_tokens: prompt,
      completion_tokens: completion,
      ...(prompt !== null && hitRate !== null ? { cached_tokens: Math.round(hitRate * prompt) } : {}),
    }
  }
}

type Delta = { readonly content: string; readonly contentTokens: readonly number[] }

const eventNames: ReadonlySet<string> = new Set(['start', 'delta', 'end', 'error'])
const wrongPlace = {
  start: 'a second start event',
  delta: 'a delta event before the start event',
  end: 'an end event before the start event',
} as const
const noDetails = { type: null, param: null, code: null, status: null } as const

/** A delta as today's engines send it, without the cost of its schema: there is one for each token. */
function plainDelta(json: unknown): (Delta & { readonly event: 'delta'; readonly requestId: string }) | null {
  if (field(json, 'event') !== 'delta') return null
  const [content, ids, requestId] = [field(json, 'content'), field(json, 'content_tokens'), field(json, 'request_id')]
  const whole = typeof content === 'string' && typeof requestId === 'string' && Array.isArray(ids)
  if (!whole || !ids.every(Number.isInteger)) return null
  if (typeof field(json, 'trace_id') !== 'string' || typeof field(json, 'engine_id') !== 'string') return null
  return { event: 'delta', requestId, content, contentTokens: ids as number[] }
}

/** An error in the place of an event: sageLLM's engine sends `{event: "error", error: "text"}`. One in an end event is read with it. */
function failureOf(json: unknown) {
  return field(json, 'event') === 'end' ? null : readWireError(json)
}

function chunkOf(kind: ChunkKind, content: string) {
  const bytes = textBytes(content)
  return { choice: 0, kind, bytes, ascii: bytes === content.length }
}
