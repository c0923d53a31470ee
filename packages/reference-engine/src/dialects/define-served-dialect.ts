import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { DecodeStepRecord, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { plainRequests, plainStream } from './plain-dialect.js'

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

/** How an engine cuts an answer into events. Every field is a difference seen between real servers. */
export type StreamShape = {
  /** Where the role is told: in a chunk of its own, on the first delta, or on each. */
  readonly role: 'own_chunk' | 'first_delta' | 'every_delta'
  /** `content` beside the role in its own chunk. */
  readonly roleContent: '' | null
  /** An own role chunk leaves when the request is accepted, with the first output, or with it in one write. */
  readonly roleSent: 'accepted' | 'first_output' | 'with_first_output'
  /** A step without text (an incomplete character): sent empty, or kept for the next. */
  readonly heldBack: 'merge' | 'empty_chunk'
  /** The finish reason rides on the last delta, or follows in a chunk of its own. */
  readonly finish: 'last_delta' | 'own_chunk'
  /** Fields beside `finish_reason`. */
  readonly finishExtra: Readonly<Record<string, unknown>>
  /** The finish chunk and the usage chunk share a write. */
  readonly finishWithUsage: boolean
  /** Completions carry usage in the finish chunk, not after it. */
  readonly completionUsageOnFinish: boolean
  /** `id` of the usage chunk. */
  readonly usageId: 'same' | 'empty'
  /** Chunks without usage say `usage: null`. */
  readonly usageNullElsewhere: boolean
  /** One usage chunk for each choice instead of one for all. */
  readonly usagePerChoice: boolean
  /** Asked for, usage grows on every chunk and has none of its own at the end. */
  readonly usageOnEveryChunk: boolean
  /** Whether `continuous_usage_stats` is honoured. */
  readonly continuousUsage: boolean
  /** `prompt_tokens_details.cached_tokens` of the usage. */
  readonly cachedTokens: 'always' | 'when_positive' | 'never'
  /** The real server tells cached tokens only when started with a flag for it. */
  readonly cachedTokensNeedFlag: boolean
  /** The delta's field for reasoning text. */
  readonly reasoning: 'reasoning' | 'reasoning_content'
  /** Deltas of plain text carry an empty reasoning field beside it. */
  readonly emptyReasoning: boolean
  /** The choice's field for token ids when `return_token_ids` asks for them. */
  readonly tokenIds: 'token_ids' | 'output_ids' | null
  /** llama.cpp's `timings` object on the last event. */
  readonly timings: boolean
  /** What ids of plain completions begin with; chats always say `chatcmpl`. */
  readonly completionId: 'cmpl' | 'chatcmpl'
  /** Fields of every chunk and every whole answer. */
  readonly envelope: Readonly<Record<string, unknown>>
}

/** What an engine does with a request body. */
export type RequestRules = {
  /** A model name that is not served: refused, or ignored. */
  readonly unknownModel: 'refuse' | 'serve'
  readonly ignoreEos: boolean
  /** The field that sets a lower bound; `null`: there is none and any is ignored. */
  readonly minTokens: 'min_tokens' | 'min_new_tokens' | null
  /** `max_tokens: 0`: refused, or an empty answer. */
  readonly zeroMaxTokens: 'refuse' | 'empty'
  /** A prompt beyond the context: refused, or silently shortened. */
  readonly overContext: 'refuse' | 'truncate'
  /** Without `max_tokens` the answer may fill the context. With it, a sum over the context is refused or clipped. */
  readonly outputBeyondContext: 'refuse' | 'clip'
  /** `n` above 1: so many choices, or one all the same. */
  readonly severalChoices: 'serve' | 'ignore'
}

export type RouteContext = {
  readonly engine: ServedEngine
  /** The parsed body of a POST; `null` for none. */
  readonly body: unknown
  readonly query: URLSearchParams
  readonly clock: Clock
  snapshot(): ServerSnapshot
  /** The last decode steps, oldest first; empty where the engine does not tell. */
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
    frame: (data) => `data: ${data}\n\n`,
    ...rest,
    ...(logDecodeStep ? { logDecodeStep } : {}),
    stream: { ...plainStream, ...sketch.stream },
    requests: { ...plainRequests, ...sketch.requests },
  }
}
