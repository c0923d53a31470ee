import type { GenerationStep, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { StreamShape } from '../dialects/stream-shape.js'
import { envelopeOf, finishReasonOf, logprobsOf, timingsOf, usageOf } from './answer-parts.js'
import type { AnswerTally } from './answer-tally.js'
import type { StreamEvent } from './stream-event.js'
import type { WireRequest } from './wire-request.js'

export type StreamChunksOptions = {
  readonly id: string
  readonly created: number
  readonly wire: WireRequest
  readonly shape: StreamShape
  readonly engine: ServedEngine
  readonly tally: AnswerTally
}

/** Tokens and text that leave in one chunk. */
type Output = { readonly tokenIds: readonly number[]; readonly text: string }

type ChoiceState = { roleSent: boolean; toolCallOpen: boolean; sentAny: boolean }

/** Makes the chunks of one streamed answer as a dialect writes them, and remembers what each choice has sent. */
export class StreamChunks {
  readonly isChat: boolean
  readonly #options: StreamChunksOptions
  readonly #envelope: Record<string, unknown>
  readonly #usageOnEach: boolean
  readonly #states: readonly ChoiceState[]

  constructor(options: StreamChunksOptions) {
    const { wire, shape, engine } = options
    this.#options = options
    this.isChat = wire.endpoint === 'chat'
    this.#envelope = {
      id: options.id,
      object: this.isChat ? 'chat.completion.chunk' : 'text_completion',
      created: options.created,
      model: engine.identity.model,
      ...envelopeOf(shape, engine),
    }
    this.#usageOnEach =
      wire.includeUsage && (shape.usageOnEveryChunk || (wire.continuousUsage && shape.continuousUsage))
    this.#states = Array.from({ length: wire.request.choices }, () => ({
      roleSent: false,
      toolCallOpen: false,
      sentAny: false,
    }))
  }

  roleSent(choice: number): boolean {
    return this.#stateOf(choice).roleSent
  }

  /** Whether a choice has sent any content. */
  sentAny(choice: number): boolean {
    return this.#stateOf(choice).sentAny
  }

  role(choice: number): StreamEvent {
    this.#stateOf(choice).roleSent = true
    const delta = { role: 'assistant', content: this.#options.shape.roleContent }
    return this.#chunk('role', { index: choice, delta, ...(this.isChat ? { finish_reason: null } : {}) })
  }

  /** `progress` chunks come before anything is generated: a client that takes the first chunk for a token is wrong. */
  progress(processed: number): StreamEvent {
    const event = this.#chunk('progress', {
      index: 0,
      delta: { role: 'assistant', content: null },
      finish_reason: null,
    })
    const prompt_progress = { total: this.#options.tally.promptTokens, cache: 0, processed, time_ms: 0 }
    return { ...event, json: { ...event.json, prompt_progress } }
  }

  /** @param step - the last of the steps whose output it carries. */
  content(step: GenerationStep, { tokenIds, text }: Output): StreamEvent {
    const { wire, shape, engine, tally } = this.#options
    const state = this.#stateOf(step.choice)
    const finish = shape.finish === 'last_delta' && step.finishReason !== null
    const choice = {
      index: step.choice,
      ...(this.isChat ? { delta: this.#deltaOf(step, text) } : { text }),
      logprobs: wire.logprobs ? logprobsOf(tokenIds, engine) : null,
      finish_reason: finish ? finishReasonOf(step) : null,
      ...(finish ? shape.finishExtra : {}),
      ...(wire.returnTokenIds && shape.tokenIds !== null ? { [shape.tokenIds]: tokenIds } : {}),
    }
    const event = this.#chunk('content', choice, tokenIds.length)
    const promptIds = state.sentAny ? {} : promptIdsOf(wire, shape)
    const timings = wire.timingsPerToken && shape.timings ? { timings: timingsOf(tally) } : {}
    state.sentAny = true
    return { ...event, json: { ...event.json, ...promptIds, ...timings } }
  }

  finish(step: GenerationStep): StreamEvent {
    const { wire, shape, tally } = this.#options
    const own = this.isChat ? { delta: {} } : { text: '', logprobs: null }
    const event = this.#chunk('finish', {
      index: step.choice,
      ...own,
      finish_reason: finishReasonOf(step),
      ...shape.finishExtra,
    })
    const usage = !this.isChat && shape.completionUsageOnFinish ? { usage: usageOf(tally, shape, step.choice) } : {}
    const timings = shape.timings && (!wire.includeUsage || !this.isChat) ? { timings: timingsOf(tally) } : {}
    return { ...event, json: { ...event.json, ...usage, ...timings } }
  }

  /** What follows the last content: one chunk for all choices, one for each, or none. */
  usage(): StreamEvent[] {
    const { wire, shape, tally } = this.#options
    if (!wire.includeUsage || shape.usageOnEveryChunk || (!this.isChat && shape.completionUsageOnFinish)) return []
    const each = shape.usagePerChoice ? this.#states.map((_, choice) => choice) : [undefined]
    return each.map((choice) => ({
      kind: 'usage',
      tokens: 0,
      json: {
        ...this.#envelope,
        ...(shape.usageId === 'empty' ? { id: '' } : {}),
        choices: [],
        usage: usageOf(tally, shape, choice),
        ...(shape.timings ? { timings: timingsOf(tally) } : {}),
      },
    }))
  }

  #stateOf(choice: number): ChoiceState {
    return this.#states[choice] as ChoiceState
  }

  #chunk(kind: StreamEvent['kind'], choice: Record<string, unknown>, tokens = 0): StreamEvent {
    const { shape, tally } = this.#options
    const usage = this.#usageOnEach ? { usage: usageOf(tally, shape) } : shape.usageNullElsewhere ? { usage: null } : {}
    return { kind, tokens, json: { ...this.#envelope, choices: [choice], ...usage } }
  }

  #deltaOf(step: GenerationStep, text: string): Record<string, unknown> {
    const { id, wire, shape } = this.#options
    const state = this.#stateOf(step.choice)
    const sendRole = shape.role === 'every_delta' || (shape.role === 'first_delta' && !state.roleSent)
    state.roleSent = true
    const role = sendRole ? { role: 'assistant' } : {}
    if (step.channel === 'reasoning') return { ...role, [shape.reasoning]: text }
    if (step.channel !== 'tool_arguments') {
      return { ...role, ...(shape.emptyReasoning ? { [shape.reasoning]: '' } : {}), content: text }
    }
    const opening = state.toolCallOpen ? {} : { id: `call_${id}`, type: 'function' }
    const name = state.toolCallOpen ? {} : { name: toolName(wire) }
    state.toolCallOpen = true
    return { ...role, tool_calls: [{ index: 0, ...opening, function: { ...name, arguments: text } }] }
  }
}

/** The prompt's own ids, which the first chunk of a choice echoes where they were asked for. */
function promptIdsOf({ returnTokenIds, request }: WireRequest, { tokenIds }: StreamShape) {
  if (!returnTokenIds || tokenIds !== 'token_ids' || request.input.kind !== 'tokens') return {}
  return { prompt_token_ids: request.input.tokenIds }
}

function toolName({ request }: WireRequest): string {
  const [tool] = request.extraBody.tools as { function?: { name?: unknown } }[]
  return typeof tool?.function?.name === 'string' ? tool.function.name : 'tool'
}
