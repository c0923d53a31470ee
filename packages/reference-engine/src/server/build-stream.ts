import type { GenerationStep, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { StreamShape } from '../dialects/stream-shape.js'
import { envelopeOf, finishReasonOf, logprobsOf, timingsOf, usageOf } from './answer-parts.js'
import type { AnswerTally } from './answer-tally.js'
import { doneEvent, type StreamEvent } from './stream-event.js'
import type { WireRequest } from './wire-request.js'

/** Events that leave in one write. */
export type EventGroup = readonly StreamEvent[]

/** Turns the steps of an engine into the events of a dialect, and says which of them share a write. */
export interface StreamBuilder {
  accepted(): readonly EventGroup[]
  step(step: GenerationStep): readonly EventGroup[]
  /** After the last step: usage and end marker. */
  end(): readonly EventGroup[]
}

export type StreamBuilderOptions = {
  readonly id: string
  readonly created: number
  readonly wire: WireRequest
  readonly shape: StreamShape
  readonly engine: ServedEngine
  readonly tally: AnswerTally
  readonly streamInterval: number
}

/** Steps of one choice that were not sent yet, because their text is incomplete or the stream interval is longer. */
type Pending = { tokenIds: number[]; text: string; steps: number }

type ChoiceState = { roleSent: boolean; toolCallOpen: boolean; sentAny: boolean; pending: Pending }

export function createStreamBuilder(options: StreamBuilderOptions): StreamBuilder {
  const { wire, shape, engine, tally, streamInterval } = options
  const chat = wire.endpoint === 'chat'
  const { choices: choiceCount } = wire.request
  const envelope = {
    id: options.id,
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created: options.created,
    model: engine.identity.model,
    ...envelopeOf(shape, engine),
  }
  const usageOnEach = wire.includeUsage && (shape.usageOnEveryChunk || (wire.continuousUsage && shape.continuousUsage))
  const states = Array.from(
    { length: choiceCount },
    (): ChoiceState => ({
      roleSent: false,
      toolCallOpen: false,
      sentAny: false,
      pending: { tokenIds: [], text: '', steps: 0 },
    }),
  )

  const chunk = (kind: StreamEvent['kind'], choice: Record<string, unknown>, tokens = 0): StreamEvent => {
    const usage = usageOnEach ? { usage: usageOf(tally, shape) } : shape.usageNullElsewhere ? { usage: null } : {}
    return { kind, tokens, json: { ...envelope, choices: [choice], ...usage } }
  }

  const roleChunk = (index: number): StreamEvent => {
    ;(states[index] as ChoiceState).roleSent = true
    const delta = { role: 'assistant', content: shape.roleContent }
    return chunk('role', { index, delta, ...(chat ? { finish_reason: null } : {}) })
  }

  /** `progress` chunks come before anything is generated: a client that takes the first chunk for a token is wrong. */
  const progressChunk = (processed: number): StreamEvent => {
    const event = chunk('progress', { index: 0, delta: { role: 'assistant', content: null }, finish_reason: null })
    const prompt_progress = { total: tally.promptTokens, cache: 0, processed, time_ms: 0 }
    return { ...event, json: { ...event.json, prompt_progress } }
  }

  const deltaOf = (step: GenerationStep, text: string): Record<string, unknown> => {
    const state = states[step.choice] as ChoiceState
    const sendRole = shape.role === 'every_delta' || (shape.role === 'first_delta' && !state.roleSent)
    state.roleSent = true
    const role = sendRole ? { role: 'assistant' } : {}
    if (step.channel === 'reasoning') return { ...role, [shape.reasoning]: text }
    if (step.channel !== 'tool_arguments') {
      return { ...role, ...(shape.emptyReasoning ? { [shape.reasoning]: '' } : {}), content: text }
    }
    const opening = state.toolCallOpen ? {} : { id: `call_${options.id}`, type: 'function' }
    const name = state.toolCallOpen ? {} : { name: toolName(wire) }
    state.toolCallOpen = true
    return { ...role, tool_calls: [{ index: 0, ...opening, function: { ...name, arguments: text } }] }
  }

  const contentChunk = (step: GenerationStep, { tokenIds, text }: Pending): StreamEvent => {
    const state = states[step.choice] as ChoiceState
    const finish = shape.finish === 'last_delta' && step.finishReason !== null
    const ids = wire.returnTokenIds && shape.tokenIds !== null ? { [shape.tokenIds]: tokenIds } : {}
    const event = chunk(
      'content',
      {
        index: step.choice,
        ...(chat ? { delta: deltaOf(step, text) } : { text }),
        logprobs: wire.logprobs ? logprobsOf(tokenIds, engine) : null,
        finish_reason: finish ? finishReasonOf(step) : null,
        ...(finish ? shape.finishExtra : {}),
        ...ids,
      },
      tokenIds.length,
    )
    const promptIds =
      !state.sentAny && wire.returnTokenIds && shape.tokenIds === 'token_ids' && wire.request.input.kind === 'tokens'
        ? { prompt_token_ids: wire.request.input.tokenIds }
        : {}
    const timings = wire.timingsPerToken && shape.timings ? { timings: timingsOf(tally) } : {}
    state.sentAny = true
    return { ...event, json: { ...event.json, ...promptIds, ...timings } }
  }

  const finishChunk = (step: GenerationStep): StreamEvent => {
    const own = chat ? { delta: {} } : { text: '', logprobs: null }
    const event = chunk('finish', {
      index: step.choice,
      ...own,
      finish_reason: finishReasonOf(step),
      ...shape.finishExtra,
    })
    const usage = !chat && shape.completionUsageOnFinish ? { usage: usageOf(tally, shape, step.choice) } : {}
    const timings = shape.timings && (!wire.includeUsage || !chat) ? { timings: timingsOf(tally) } : {}
    return { ...event, json: { ...event.json, ...usage, ...timings } }
  }

  const usageChunks = (): StreamEvent[] => {
    if (!wire.includeUsage || shape.usageOnEveryChunk || (!chat && shape.completionUsageOnFinish)) return []
    const each = shape.usagePerChoice ? states.map((_, choice) => choice) : [undefined]
    return each.map((choice) => ({
      kind: 'usage',
      tokens: 0,
      json: {
        ...envelope,
        ...(shape.usageId === 'empty' ? { id: '' } : {}),
        choices: [],
        usage: usageOf(tally, shape, choice),
        ...(shape.timings ? { timings: timingsOf(tally) } : {}),
      },
    }))
  }

  const finishes: StreamEvent[] = []

  return {
    accepted() {
      if (shape.timings && wire.returnProgress) return [[progressChunk(0)], [progressChunk(tally.promptTokens)]]
      if (!chat || shape.role !== 'own_chunk' || shape.roleSent !== 'accepted') return []
      return states.map((_, choice) => [roleChunk(choice)])
    },
    step(step) {
      const state = states[step.choice] as ChoiceState
      const { pending } = state
      pending.tokenIds.push(...step.tokenIds)
      pending.text += step.text
      pending.steps += 1
      const last = step.finishReason !== null
      const due = !state.sentAny || pending.steps >= streamInterval || last
      const sendable = pending.text !== '' || (shape.heldBack === 'empty_chunk' && pending.tokenIds.length > 0)
      const mustCarryFinish = last && shape.finish === 'last_delta'
      const groups: EventGroup[] = []
      if ((due && sendable) || mustCarryFinish) {
        // A token held back at the very start takes the role chunk's place: the first chunk then brings two tokens.
        const heldBackFirst = !state.sentAny && pending.steps > 1 && shape.roleSent === 'with_first_output'
        const needsRole = chat && shape.role === 'own_chunk' && !state.roleSent && !heldBackFirst
        const role = needsRole ? [roleChunk(step.choice)] : []
        const content = contentChunk(step, pending)
        if (shape.roleSent === 'with_first_output') groups.push([...role, content])
        else groups.push(...role.map((event) => [event]), [content])
        state.pending = { tokenIds: [], text: '', steps: 0 }
      }
      if (last && shape.finish === 'own_chunk') {
        if (shape.finishWithUsage) finishes.push(finishChunk(step))
        else groups.push([finishChunk(step)])
      }
      return groups
    },
    end() {
      const closing = [...finishes, ...usageChunks()]
      const groups: EventGroup[] = shape.finishWithUsage ? [closing] : closing.map((event) => [event])
      return [...groups.filter(({ length }) => length > 0), [doneEvent]]
    },
  }
}

function toolName({ request }: WireRequest): string {
  const [tool] = request.extraBody.tools as { function?: { name?: unknown } }[]
  return typeof tool?.function?.name === 'string' ? tool.function.name : 'tool'
}
