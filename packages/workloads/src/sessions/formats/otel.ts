import { z } from 'zod'
import { traceTokens, traceTokensOrNone } from '../../traces/trace-row.js'
import { parseTraceJson } from '../../traces/parse-trace-json.js'
import { liveMessages } from '../live-messages.js'
import { recordedTime } from '../recorded-time.js'
import { byStart, checkedSession, nameUnknown, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat } from '../session-format.js'
import { nameValue, type TurnInput } from '../session-values.js'
import { type Span, spanDependencies } from '../span-dependencies.js'

const attributes = z.looseObject({
  'gen_ai.input.messages': z.unknown().optional(),
  'gen_ai.output.messages': z.unknown().optional(),
  'gen_ai.output.text': z.string().nullish(),
  'gen_ai.usage.input_tokens': traceTokens.nullish(),
  'gen_ai.usage.output_tokens': traceTokensOrNone.nullish(),
})
const row = z
  .object({
    span_id: nameValue,
    trace_id: nameValue,
    start_time: recordedTime,
    end_time: recordedTime,
    attributes,
  })
  .transform((given, context) => {
    const { attributes: own, span_id: id, start_time: startMs, end_time: endMs } = given
    const said = messagesOf(own['gen_ai.input.messages'])
    const output = own['gen_ai.output.text'] ?? textOf(messagesOf(own['gen_ai.output.messages']))
    const inputTokens = own['gen_ai.usage.input_tokens'] ?? null
    const outputTokens = own['gen_ai.usage.output_tokens'] || null
    const messages = said?.messages ?? []
    if (messages.length > 0 || inputTokens !== null)
      return { ...{ id, startMs, endMs, messages, output: output || null }, inputTokens, outputTokens, given, said }
    const message = 'is no request to a model: it has neither messages nor input tokens'
    context.addIssue({ code: 'custom', path: ['attributes'], message })
    return z.NEVER
  })
type Row = z.infer<typeof row>
type Call = Span & Pick<Row, 'inputTokens' | 'outputTokens'>
type Task = { readonly calls: Call[]; readonly ids: Set<string>; readonly number: number }

/**
 * A trace is a session: its calls of a model wait for those whose answers stand in their messages. Where a call goes on from another one,
 * the server's own answer stands in the place of the recorded one. Spans are kept until the end of the file.
 */
export const otel = defineSessionFormat({
  name: 'otel',
  description:
    'spans of OpenTelemetry with the attributes of GenAI: a trace is a session, its calls a graph by whose answers they read',
  signs: [['span_id', 'trace_id', 'attributes']],
  async *read(rows, notes) {
    const tasks = new Map<string, Task>()
    const known = [...['span_id', 'trace_id', 'start_time', 'end_time', 'attributes'], ...['name', 'kind', 'status']]
    for await (const { row: call, number } of rowsThatFit(rows, { schema: row, known, notes })) {
      const fields = [...Object.keys(attributes.shape), 'gen_ai.operation.name']
      nameUnknown(call.given.attributes, { known: fields, notes, under: 'attributes' })
      for (const field of call.said?.leftOut ?? []) notes.withoutEffect(`messages.${field}`)
      const task = tasks.get(call.given.trace_id) ?? { calls: [], ids: new Set<string>(), number }
      tasks.set(call.given.trace_id, task)
      if (task.ids.has(call.id)) notes.odd(`span_id: is there twice in its trace`, number)
      else task.calls.push(call)
      task.ids.add(call.id)
    }
    const begun = [...tasks].map(([sessionId, { calls, number }]) => {
      const inOrder = calls.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
      return { sessionId, number, calls: inOrder, startMs: inOrder[0]?.startMs ?? 0 }
    })
    for (const { sessionId, number, calls, startMs } of byStart(begun))
      yield* checkedSession({ sessionId, startMs, turns: turnsOf(calls, startMs) }, { notes, number })
  },
})

function turnsOf(calls: readonly Call[], startMs: number): [TurnInput, ...TurnInput[]] {
  const ends = new Map(calls.map(({ id, endMs }) => [id, endMs]))
  const turns = spanDependencies(calls).map(({ span, after, continues, own }): TurnInput => {
    const ready = after.reduce((latest, id) => Math.max(latest, ends.get(id) ?? 0), 0)
    const { inputTokens, outputTokens } = span as Call
    return {
      turnId: span.id,
      after: [...after],
      continues,
      ...(after.length > 0 ? { waitMs: Math.max(0, span.startMs - ready) } : { notBeforeMs: span.startMs - startMs }),
      waitFor: 'delay',
      input: own.length > 0 ? { kind: 'messages', messages: [...own] } : { kind: 'length', tokens: inputTokens ?? 1 },
      outputTokens,
      answer: span.output,
    }
  })
  return turns as [TurnInput, ...TurnInput[]]
}

/** Messages as a JSON text or as they are; of GenAI's own form the parts that are text. */
function messagesOf(value: unknown) {
  const list = typeof value === 'string' ? parseTraceJson(value) : value
  return Array.isArray(list) ? liveMessages(list.map(withParts)) : null
}

function withParts(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('parts' in message)) return message
  const { parts, ...rest } = message as { readonly parts: unknown }
  const texts = (Array.isArray(parts) ? parts : []).flatMap((part: { type?: unknown; content?: unknown } | null) =>
    part?.type === 'text' && typeof part.content === 'string' ? [part.content] : [],
  )
  return { ...rest, content: texts.join('') }
}

function textOf(said: ReturnType<typeof messagesOf>): string | null {
  return said === null ? null : said.messages.map(({ content }) => content).join('\n\n')
}
