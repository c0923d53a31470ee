import type { GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import { StreamChunks, type StreamChunksOptions } from './stream-chunks.js'
import { doneEvent, type StreamEvent } from './stream-event.js'

/** Events that leave in one write. */
export type EventGroup = readonly StreamEvent[]

/** Turns the steps of an engine into the events of a dialect, and says which of them share a write. */
export interface StreamBuilder {
  accepted(): readonly EventGroup[]
  step(step: GenerationStep): readonly EventGroup[]
  /** After the last step: usage and end marker. */
  end(): readonly EventGroup[]
}

export type StreamBuilderOptions = StreamChunksOptions & {
  readonly streamInterval: number
}

/** Steps of one choice that were not sent yet, because their text is incomplete or the stream interval is longer. */
type Pending = { tokenIds: number[]; text: string; steps: number }

const nothing = (): Pending => ({ tokenIds: [], text: '', steps: 0 })

export function createStreamBuilder(options: StreamBuilderOptions): StreamBuilder {
  const { wire, shape, tally, streamInterval } = options
  const { choices } = wire.request
  const chunks = new StreamChunks(options)
  const pendingOf = Array.from({ length: choices }, nothing)
  const finishes: StreamEvent[] = []

  /** The role, where it is due, and the content: in one write or in two, as the dialect does it. */
  const outputGroups = (step: GenerationStep, pending: Pending): EventGroup[] => {
    const together = shape.roleSent === 'with_first_output'
    // A token held back at the very start takes the role chunk's place: the first chunk then brings two tokens.
    const heldBackFirst = !chunks.sentAny(step.choice) && pending.steps > 1 && together
    const needsRole = chunks.isChat && shape.role === 'own_chunk' && !chunks.roleSent(step.choice) && !heldBackFirst
    const role = needsRole ? [chunks.role(step.choice)] : []
    const content = chunks.content(step, pending)
    return together ? [[...role, content]] : [...role.map((event) => [event]), [content]]
  }

  return {
    accepted() {
      if (shape.timings && wire.returnProgress) return [[chunks.progress(0)], [chunks.progress(tally.promptTokens)]]
      if (!chunks.isChat || shape.role !== 'own_chunk' || shape.roleSent !== 'accepted') return []
      return pendingOf.map((_, choice) => [chunks.role(choice)])
    },
    step(step) {
      const pending = pendingOf[step.choice] as Pending
      pending.tokenIds.push(...step.tokenIds)
      pending.text += step.text
      pending.steps += 1
      const last = step.finishReason !== null
      const due = !chunks.sentAny(step.choice) || pending.steps >= streamInterval || last
      const sendable = pending.text !== '' || (shape.heldBack === 'empty_chunk' && pending.tokenIds.length > 0)
      const mustCarryFinish = last && shape.finish === 'last_delta'
      const groups: EventGroup[] = []
      if ((due && sendable) || mustCarryFinish) {
        groups.push(...outputGroups(step, pending))
        pendingOf[step.choice] = nothing()
      }
      if (last && shape.finish === 'own_chunk') {
        if (shape.finishWithUsage) finishes.push(chunks.finish(step))
        else groups.push([chunks.finish(step)])
      }
      return groups
    },
    end() {
      const closing = [...finishes, ...chunks.usage()]
      const groups: EventGroup[] = shape.finishWithUsage ? [closing] : closing.map((event) => [event])
      return [...groups.filter(({ length }) => length > 0), [doneEvent]]
    },
  }
}
