import { type EndpointApi, GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import type { Dialect } from '../dialects/define-dialect.js'
import type { Endpoint } from '../endpoint/endpoint.js'
import { eventsOf } from '../openai/events-of.js'
import type { Timeouts } from '../openai/deadlines.js'
import { buildRequestBody, type FieldChanges } from '../openai/request-body.js'
import type { ResponseRecorder } from '../openai/response-recorder.js'
import { sendOnce } from '../openai/send-once.js'
import type { Transport } from '../transport/transport.js'

/** What the requests of a run look like, but for their prompts. */
export type TrialShape = Partial<Omit<GenerationRequest, 'input'>>

export type TrialOptions = {
  readonly shape: TrialShape
  readonly maxTokens: number
  readonly model: string
  readonly api: EndpointApi
  readonly dialect: Dialect
  readonly extraBody: Readonly<Record<string, unknown>>
  readonly usagePerChunk: boolean
  readonly fieldChanges: FieldChanges
  readonly timeouts: Timeouts
  readonly signal?: AbortSignal
}

/** One trial, sent and answered. */
export type Trial = {
  readonly stream: boolean
  /** The body as it was sent. */
  readonly sent: Readonly<Record<string, unknown>>
  readonly response: ResponseRecorder
  /** The beginning of the answer. */
  readonly text: string
}

const MAX_KEPT_CHARS = 65_536
const MAX_ANSWER_BYTES = 16_777_216

/** Sends one request in the form of the run's own, with a short prompt, and waits for the whole answer. */
export async function sendTrial(endpoint: Endpoint, options: TrialOptions): Promise<Trial> {
  const { shape, maxTokens, timeouts, signal } = options
  const request = GenerationRequest.parse({ ...shape, choices: 1, maxTokens, input: { kind: 'text', text: 'Hello' } })
  const { route, body, asked } = buildRequestBody(request, options)
  const { transport, heard } = listenIn(await endpoint.transport())
  const wire = {
    method: 'POST' as const,
    path: endpoint.pathOf(route, 'base'),
    headers: { ...endpoint.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const { clock } = endpoint
  const response = await sendOnce(transport, wire, {
    openEvents: eventsOf(options.api),
    stream: asked.stream,
    choices: asked.choices,
    wantedTokens: (asked.tokenLimit ?? maxTokens) * asked.choices,
    text: null,
    turns: null,
    memory: endpoint.memory,
    maxEventBytes: MAX_ANSWER_BYTES,
    maxBodyBytes: MAX_ANSWER_BYTES,
    clock,
    timeouts,
    startAt: clock.now(),
    ...(signal ? { signal } : {}),
  })
  return { stream: asked.stream, sent: body, response, text: heard() }
}

/** The same transport, which also keeps the beginning of the answer: a refusal is read closely. */
function listenIn(transport: Transport): {
  readonly transport: Transport
  readonly heard: () => string
} {
  let text = ''
  const decoder = new TextDecoder()
  const listening: Transport = {
    name: transport.name,
    stampSource: transport.stampSource,
    seesConnect: transport.seesConnect,
    open: (connections, signal) => transport.open(connections, signal),
    close: () => transport.close(),
    dispatch: (request, handler) =>
      transport.dispatch(request, {
        onConnected: (reused, at) => handler.onConnected(reused, at),
        onSent: (at) => handler.onSent(at),
        onConnectionFlag: (flag) => handler.onConnectionFlag(flag),
        onHeaders: (status, headers, at) => handler.onHeaders(status, headers, at),
        onBody(bytes, start, end, at) {
          if (text.length < MAX_KEPT_CHARS) text += decoder.decode(bytes.subarray(start, end), { stream: true })
          handler.onBody(bytes, start, end, at)
        },
        onEnd: (at) => handler.onEnd(at),
        onFailure: (failure) => handler.onFailure(failure),
      }),
  }
  return { transport: listening, heard: () => text }
}
