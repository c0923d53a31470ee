import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { DecodeStepRecord, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { plainRequests, plainStream } from './plain-dialect.js'
import type { RequestRules } from './request-rules.js'
import type { StreamShape } from './stream-shape.js'

/** What an HTTP answer is made of: a JSON value, or text as it stands. */
export type HttpAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
}

/** What can go wrong, before a dialect gives it its own words and status. */
export type Problem = {
  readonly kind:
    | 'invalid_request'
    | 'invalid_json'
    | 'over_context'
    | 'unauthorized'
    | 'forbidden'
    | 'unsupported_media_type'
    | 'model_not_found'
    | 'route_not_found'
    | 'method_not_allowed'
    | 'too_large'
    | 'rate_limited'
    | 'overloaded'
    | 'unavailable'
    | 'internal'
  readonly message: string
  /** The offending field of the body. */
  readonly param?: string
  readonly promptTokens?: number
  readonly maxTokens?: number
  readonly maxModelLen?: number
}

export type RouteContext = {
  readonly engine: ServedEngine
  /** The parsed body of a POST; `null` for none. */
  readonly body: unknown
  readonly query: URLSearchParams
  readonly clock: Clock
  snapshot(): ServerSnapshot
  /** The last decode steps, oldest first; empty where the engine does not report it. */
  decodeSteps(): readonly DecodeStepRecord[]
  /** The decode steps since this was last called, at most as many as are kept. */
  takeDecodeSteps(): readonly DecodeStepRecord[]
}

export type Route = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Answered without an API key. */
  readonly open?: boolean
  answer(context: RouteContext): HttpAnswer | Promise<HttpAnswer>
}

/** One way of speaking the OpenAI protocol. */
export type ServedDialect = {
  readonly name: string
  /** One line: whose manners these are, and where they were seen. */
  readonly description: string
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>
  readonly sseContentType: string
  /** Further headers of a streamed answer. */
  readonly sseHeaders: Readonly<Record<string, string>>
  /** What is sent into a silent stream, so that proxies keep it open; `null`: nothing. */
  readonly keepAlive: { readonly everyMs: number; readonly text: string } | null
  /** One event on the wire. */
  frame(data: string): string
  readonly stream: StreamShape
  readonly requests: RequestRules
  error(problem: Problem): HttpAnswer
  /** What a failure after the first byte looks like inside the stream, and whether `[DONE]` follows. */
  readonly streamError: { readonly body: (message: string) => unknown; readonly done: boolean }
  /** Whether it also answers at `/v1/completions/stream`, in the events of sageLLM's Protocol. */
  readonly native: boolean
  /** Everything but the generation endpoints, which all dialects share. */
  readonly routes: readonly Route[]
  /** Where versions of about 2025 differed; `null`: nothing known. */
  readonly older: Partial<Pick<ServedDialect, 'error' | 'routes'> & { readonly stream: Partial<StreamShape> }> | null
  /** Log lines for a decode step, given the step before it; only a dialect with path markers has any. */
  logDecodeStep?(step: DecodeStepRecord, previous: DecodeStepRecord | null): readonly string[]
}

export type DialectSketch = Pick<ServedDialect, 'name' | 'description' | 'error' | 'streamError' | 'routes'> & {
  readonly headers?: ServedDialect['headers']
  readonly sseContentType?: string
  readonly sseHeaders?: ServedDialect['sseHeaders']
  readonly keepAlive?: ServedDialect['keepAlive']
  readonly frame?: ServedDialect['frame']
  readonly stream?: Partial<StreamShape>
  readonly requests?: Partial<RequestRules>
  readonly older?: ServedDialect['older']
  readonly native?: boolean
  readonly logDecodeStep?: ServedDialect['logDecodeStep']
}

/** Declares a dialect: what it does not state is as in the plain protocol. */
export function defineServedDialect(sketch: DialectSketch): ServedDialect {
  const { logDecodeStep, ...rest } = sketch
  return {
    headers: {},
    sseContentType: 'text/event-stream; charset=utf-8',
    sseHeaders: {},
    keepAlive: null,
    older: null,
    native: false,
    frame: (data) => `data: ${data}\n\n`,
    ...rest,
    ...(logDecodeStep ? { logDecodeStep } : {}),
    stream: { ...plainStream, ...sketch.stream },
    requests: { ...plainRequests, ...sketch.requests },
  }
}
