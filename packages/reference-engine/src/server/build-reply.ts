import type { GenerationStep, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { StreamShape } from '../dialects/stream-shape.js'
import { envelopeOf, finishReasonOf, logprobsOf, timingsOf, usageOf } from './answer-parts.js'
import type { AnswerTally } from './answer-tally.js'
import type { WireRequest } from './wire-request.js'

export type ReplyOptions = {
  readonly id: string
  readonly created: number
  readonly wire: WireRequest
  readonly shape: StreamShape
  readonly engine: ServedEngine
  readonly tally: AnswerTally
}

/** The whole answer of a request that does not stream, from all of its steps. */
export function buildReply(steps: readonly GenerationStep[], options: ReplyOptions): Record<string, unknown> {
  const { wire, shape, engine, tally } = options
  const chat = wire.endpoint === 'chat'
  const choices = Array.from({ length: wire.request.choices }, (_, index) => {
    const own = steps.filter(({ choice }) => choice === index)
    const ids = own.flatMap(({ tokenIds }) => tokenIds)
    const last = own.at(-1)
    return {
      index,
      ...(chat ? { message: messageOf(own, options) } : { text: textOf(own, 'output') }),
      logprobs: wire.logprobs ? logprobsOf(ids, engine) : null,
      finish_reason: last ? finishReasonOf(last) : null,
      ...shape.finishExtra,
      ...(wire.returnTokenIds && shape.tokenIds !== null ? { [shape.tokenIds]: ids } : {}),
    }
  })
  return {
    id: options.id,
    object: chat ? 'chat.completion' : 'text_completion',
    created: options.created,
    model: engine.identity.model,
    ...envelopeOf(shape, engine),
    choices,
    usage: usageOf(tally, shape),
    ...(shape.timings ? { timings: timingsOf(tally) } : {}),
  }
}

function messageOf(steps: readonly GenerationStep[], { shape, id, wire }: ReplyOptions): Record<string, unknown> {
  const reasoning = textOf(steps, 'reasoning')
  const toolArguments = textOf(steps, 'tool_arguments')
  const name = (wire.request.extraBody.tools as { function?: { name?: string } }[] | undefined)?.[0]?.function?.name
  return {
    role: 'assistant',
    content: toolArguments === '' ? textOf(steps, 'output') : null,
    ...(reasoning === '' ? {} : { [shape.reasoning]: reasoning }),
    ...(toolArguments === ''
      ? {}
      : {
          tool_calls: [
            { id: `call_${id}`, type: 'function', function: { name: name ?? 'tool', arguments: toolArguments } },
          ],
        }),
  }
}

function textOf(steps: readonly GenerationStep[], wanted: NonNullable<GenerationStep['channel']>): string {
  return steps
    .filter(({ channel = 'output' }) => channel === wanted)
    .map(({ text }) => text)
    .join('')
}
