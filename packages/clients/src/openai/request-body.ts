import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { Dialect, OptionalField } from '../dialects/define-dialect.js'

/**
 * Fields of a body that a server refuses, by name: the name under which their value is sent instead, or `null` where they are
 * left out.
 */
export type FieldChanges = Readonly<Record<string, string | null>>

export type RequestBodyOptions = {
  readonly model: string
  readonly api: 'chat' | 'completions'
  readonly dialect: Dialect
  /** Merged over everything but the request's own; a `null` takes a field out. */
  readonly extraBody: Readonly<Record<string, unknown>>
  /** Asks for a usage on every chunk. @default false */
  readonly usagePerChunk?: boolean
  /** @default {} */
  readonly fieldChanges?: FieldChanges
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
  readonly route: '/chat/completions' | '/completions'
  readonly body: Readonly<Record<string, unknown>>
  readonly asked: Asked
  /** What could not be asked as wanted. */
  readonly flags: readonly FlagName[]
}

/**
 * The wire form of a generation request for one engine.
 *
 * @throws BenchError `invalid_argument` for token ids over the chat API, which cannot carry them.
 */
export function buildRequestBody(request: GenerationRequest, options: RequestBodyOptions): RequestBody {
  const { model, api, dialect, extraBody, usagePerChunk = false, fieldChanges = {} } = options
  const flags: FlagName[] = []
  const body: Record<string, unknown> = { model, ...promptOf(request, api, flags), max_tokens: request.maxTokens }
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
    add('stream_options', { include_usage: true, ...(usagePerChunk ? { continuous_usage_stats: true } : {}) })
  if (request.ignoreEos) {
    if (dialect.exactLength) Object.assign(body, dialect.exactLength(request))
    else flags.push('ignore_eos_unsupported')
  }
  Object.assign(body, extraBody, request.extraBody)
  for (const [name, value] of Object.entries(body)) if (value === null) delete body[name]
  for (const [name, other] of Object.entries(fieldChanges)) {
    if (!(name in body)) continue
    if (other === null) flags.push(`${name}_unsupported`)
    else body[other] ??= body[name]
    delete body[name]
  }
  return { route: api === 'chat' ? '/chat/completions' : '/completions', body, asked: askedBy(body), flags }
}

function askedBy(body: Readonly<Record<string, unknown>>): Asked {
  const positive = (value: unknown) => (Number.isInteger(value) && (value as number) > 0 ? (value as number) : null)
  return {
    choices: positive(body.n) ?? 1,
    tokenLimit: positive(body.max_tokens ?? body.max_completion_tokens),
    stream: body.stream === true,
  }
}

function promptOf(
  { input }: GenerationRequest,
  api: 'chat' | 'completions',
  flags: FlagName[],
): Record<string, unknown> {
  if (api === 'chat') {
    if (input.kind === 'messages') return { messages: input.messages }
    if (input.kind === 'text') return { messages: [{ role: 'user', content: input.text }] }
    throw invalidArgument('a prompt of token ids', 'sent over the chat API', 'use the completions API')
  }
  if (input.kind === 'tokens') return { prompt: input.tokenIds }
  if (input.kind === 'text') return { prompt: input.text }
  const [only, second] = input.messages
  if (only && !second) return { prompt: only.content }
  // A conversation has no one form as a text: say that this one is ours.
  flags.push('messages_flattened')
  return { prompt: input.messages.map(({ role, content }) => `${role}: ${content}`).join('\n') }
}
