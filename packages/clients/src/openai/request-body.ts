import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { EndpointApi, GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { Dialect, OptionalField } from '../dialects/define-dialect.js'
import { nativeFields, textOf } from '../native/native-fields.js'

/**
 * Fields of a body that a server refuses, by name: the name under which their value is sent instead, or `null` where they are
 * left out.
 */
export type FieldChanges = Readonly<Record<string, string | null>>

export type RequestBodyOptions = {
  readonly model: string
  readonly api: EndpointApi
  readonly dialect: Dialect
  /** Merged over everything but the request's own; a `null` takes a field out. */
  readonly extraBody: Readonly<Record<string, unknown>>
  /** Asks for a usage on every chunk. @default false */
  readonly usagePerChunk?: boolean
  /** @default {} */
  readonly fieldChanges?: FieldChanges
  /** Under which a native engine knows the request. @default 'unnamed' */
  readonly requestId?: string
}

/** What the body really asks for: extra fields may have replaced what the plan wanted. */
export type Asked = {
  /** Answers to the one prompt (`n`). */
  readonly choices: number
  /** Tokens for each of them; `null`: the body names no limit. */
  readonly tokenLimit: number | null
  readonly stream: boolean
}

export type RequestBody = {
  readonly route: '/chat/completions' | '/completions' | '/completions/stream'
  readonly body: Readonly<Record<string, unknown>>
  readonly asked: Asked
  /** What could not be asked as wanted. */
  readonly flags: readonly FlagName[]
}

/**
 * The wire form of a generation request for one engine.
 *
 * @throws BenchError `invalid_argument` for token ids over an API that cannot carry them: chat and native.
 */
export function buildRequestBody(request: GenerationRequest, options: RequestBodyOptions): RequestBody {
  const { api, extraBody, fieldChanges = {}, model, requestId = 'unnamed' } = options
  const flags: FlagName[] = []
  const own =
    api === 'native' ? nativeFields(request, { model, requestId }, flags) : openAiFields(request, options, flags)
  const body = Object.assign(own, extraBody, request.extraBody)
  for (const name in body) if (body[name] === null) delete body[name]
  for (const [name, other] of Object.entries(fieldChanges)) {
    if (!(name in body)) continue
    if (other === null) flags.push(`${name}_unsupported`)
    else body[other] ??= body[name]
    delete body[name]
  }
  const asked = askedBy(body)
  return { route: routeOf(api, asked), body, asked, flags }
}

/** What the engine's native route answers whole is a completion of the OpenAI API. */
function routeOf(api: EndpointApi, { stream }: Asked): RequestBody['route'] {
  if (api === 'native' && stream) return '/completions/stream'
  return api === 'chat' ? '/chat/completions' : '/completions'
}

function openAiFields(
  request: GenerationRequest,
  { model, api, dialect, usagePerChunk = false }: RequestBodyOptions,
  flags: FlagName[],
): Record<string, unknown> {
  const body: Record<string, unknown> = { model }
  Object.assign(body, promptOf(request, api, flags), { max_tokens: request.maxTokens })
  const add = (name: OptionalField, value: unknown) => {
    if (dialect.unsupported.includes(name)) flags.push(`${name}_unsupported`)
    else body[name] = value
  }
  body.temperature = request.temperature
  if (request.topP !== null) body.top_p = request.topP
  if (request.topK !== null) add('top_k', request.topK)
  if (request.seed !== null) add('seed', request.seed)
  if (request.stop.length > 0) add('stop', request.stop)
  if (request.choices > 1) add('n', request.choices)
  body.stream = request.stream
  if (request.stream)
    add(
      'stream_options',
      usagePerChunk ? { include_usage: true, continuous_usage_stats: true } : { include_usage: true },
    )
  if (!request.ignoreEos) return body
  if (dialect.exactLength) return Object.assign(body, dialect.exactLength(request))
  flags.push('ignore_eos_unsupported')
  return body
}

function askedBy(body: Readonly<Record<string, unknown>>): Asked {
  const positive = (value: unknown) => (Number.isInteger(value) && (value as number) > 0 ? (value as number) : null)
  return {
    choices: positive(body.n) ?? 1,
    tokenLimit: positive(body.max_tokens ?? body.max_completion_tokens),
    stream: body.stream === true,
  }
}

function promptOf({ input }: GenerationRequest, api: EndpointApi, flags: FlagName[]): Record<string, unknown> {
  if (api !== 'chat') return { prompt: input.kind === 'tokens' ? input.tokenIds : textOf(input, flags) }
  if (input.kind === 'messages') return { messages: input.messages }
  if (input.kind === 'text') return { messages: [{ role: 'user', content: input.text }] }
  throw invalidArgument('a prompt of token ids', 'sent over the chat API', 'use the completions API')
}
