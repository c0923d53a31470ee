import { GenerationRequest, type ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { z } from 'zod'
import type { Problem } from '../dialects/define-served-dialect.js'
import type { RequestRules } from '../dialects/request-rules.js'
import { fitContext } from './fit-context.js'

/** A generation request as it came over the wire, with what concerns the answer's form beside what concerns the engine. */
export type WireRequest = {
  readonly endpoint: 'chat' | 'completions' | 'native'
  /** The ids of a Protocol request, which its events repeat; `null` for every other. */
  readonly native: { readonly requestId: string; readonly traceId: string } | null
  readonly request: GenerationRequest
  /** `max_tokens: 0` where the dialect answers it with nothing. */
  readonly empty: boolean
  readonly includeUsage: boolean
  readonly continuousUsage: boolean
  readonly returnTokenIds: boolean
  readonly returnProgress: boolean
  readonly timingsPerToken: boolean
  readonly logprobs: boolean
  readonly embedWriteTime: boolean
  /** Value of the body's `fault`. */
  readonly fault: string | null
  /** Steps that are sent in one chunk. */
  readonly streamInterval: number | null
}

const TextPart = z.looseObject({ type: z.literal('text'), text: z.string() })

const WireMessage = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(TextPart)]).nullish(),
})

const common = {
  model: z.string().nullish(),
  max_tokens: z.int().nonnegative().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .looseObject({ include_usage: z.boolean().nullish(), continuous_usage_stats: z.boolean().nullish() })
    .nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.int().positive().max(128).nullish(),
  ignore_eos: z.boolean().nullish(),
  return_token_ids: z.boolean().nullish(),
  return_progress: z.boolean().nullish(),
  timings_per_token: z.boolean().nullish(),
  logprobs: z.union([z.boolean(), z.int()]).nullish(),
  embed_write_time: z.boolean().nullish(),
  stream_interval: z.int().positive().nullish(),
  fault: z.string().nullish(),
}

const ChatBody = z.looseObject({
  ...common,
  messages: z.array(WireMessage).min(1),
  max_completion_tokens: z.int().nonnegative().nullish(),
})

const CompletionBody = z.looseObject({
  ...common,
  prompt: z.union([
    z.string(),
    z.array(z.int().nonnegative()).min(1),
    z.array(z.string()).length(1),
    z.array(z.array(z.int().nonnegative()).min(1)).length(1),
  ]),
})

/** A request of sageLLM's Protocol, as its engine checks one: with a model and a prompt, which is one text. */
const NativeBody = z.looseObject({
  ...common,
  request_id: z.string(),
  trace_id: z.string(),
  model: z.string(),
  prompt: z.string(),
  max_tokens: z.int().positive(),
})

const bodies = { chat: ChatBody, completions: CompletionBody, native: NativeBody } as const

type CommonBody = z.infer<typeof ChatBody> | z.infer<typeof CompletionBody> | z.infer<typeof NativeBody>

export type ReadWireOptions = {
  readonly endpoint: WireRequest['endpoint']
  readonly rules: RequestRules
  readonly engine: ServedEngine
}

/** Reads a parsed JSON body by the rules of a dialect. A body that cannot be served comes back as the problem it is. */
export function readWireRequest(body: unknown, options: ReadWireOptions): WireRequest | { readonly problem: Problem } {
  const { endpoint, rules, engine } = options
  const parsed = bodies[endpoint].safeParse(body)
  if (!parsed.success) return { problem: misfit(parsed.error, body) }
  const wire = parsed.data
  const { model } = engine.identity
  if (rules.unknownModel === 'refuse' && wire.model != null && wire.model !== model) {
    return {
      problem: { kind: 'model_not_found', message: `The model \`${wire.model}\` does not exist.`, param: 'model' },
    }
  }

  const asked = maxTokensOf(wire)
  if (asked === 0 && rules.zeroMaxTokens === 'refuse') {
    return {
      problem: { kind: 'invalid_request', message: 'max_tokens must be at least 1, got 0', param: 'max_tokens' },
    }
  }
  const unbounded = requestOf(endpoint === 'native' ? { ...wire, stream: true, n: 1 } : wire, {
    rules,
    input: inputOf(wire),
    maxTokens: 1,
  })
  const fitted = fitContext(unbounded, { asked, endpoint, rules, engine })
  if ('problem' in fitted) return fitted
  return {
    endpoint,
    native: endpoint === 'native' ? { requestId: String(wire['request_id']), traceId: String(wire['trace_id']) } : null,
    request: fitted,
    empty: asked === 0,
    includeUsage: wire.stream_options?.include_usage ?? false,
    continuousUsage: wire.stream_options?.continuous_usage_stats ?? false,
    returnTokenIds: wire.return_token_ids ?? false,
    returnProgress: wire.return_progress ?? false,
    timingsPerToken: wire.timings_per_token ?? false,
    logprobs: wire.logprobs !== null && wire.logprobs !== undefined && wire.logprobs !== false,
    embedWriteTime: wire.embed_write_time ?? false,
    fault: wire.fault ?? null,
    streamInterval: wire.stream_interval ?? null,
  }
}

function misfit(error: z.ZodError, body: unknown): Problem {
  const [issue] = error.issues
  const param = issue?.path.join('.') ?? ''
  const message = `${param}: ${plainProblem(issue, body)}`
  return { kind: 'invalid_request', message, param }
}

function maxTokensOf(wire: CommonBody): number | null {
  return (
    ('max_completion_tokens' in wire ? (wire.max_completion_tokens as number | null) : null) ?? wire.max_tokens ?? null
  )
}

function inputOf(wire: CommonBody): GenerationRequest['input'] {
  if ('messages' in wire) {
    const messages = (wire as z.infer<typeof ChatBody>).messages.map(({ role, content }) => ({
      role: role === 'developer' ? ('system' as const) : role,
      content: typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join(''),
    }))
    return { kind: 'messages', messages }
  }
  const { prompt } = wire as z.infer<typeof CompletionBody>
  if (typeof prompt === 'string') return { kind: 'text', text: prompt }
  const [first] = prompt
  if (typeof first === 'string') return { kind: 'text', text: first }
  return { kind: 'tokens', tokenIds: Array.isArray(first) ? first : (prompt as number[]) }
}

type RequestParts = {
  readonly rules: RequestRules
  readonly input: GenerationRequest['input']
  readonly maxTokens: number
}

function requestOf(wire: CommonBody, { rules, input, maxTokens }: RequestParts): GenerationRequest {
  // The engine hears one name, whatever the dialect calls it; a name the dialect does not know is not heard.
  const { min_tokens: _, min_new_tokens: __, ...extra } = wire as Record<string, unknown>
  const minTokens = rules.minTokens === null ? undefined : (wire as Record<string, unknown>)[rules.minTokens]
  return GenerationRequest.parse({
    input,
    maxTokens,
    ignoreEos: rules.ignoreEos && (wire.ignore_eos ?? false),
    // OpenAI's default is 1; greedy unless asked otherwise would hide that a client forgot to ask.
    temperature: wire.temperature ?? 1,
    topP: wire.top_p ?? null,
    topK: wire.top_k != null && wire.top_k > 0 ? wire.top_k : null,
    seed: wire.seed ?? null,
    stop: typeof wire.stop === 'string' ? [wire.stop] : (wire.stop ?? []),
    choices: rules.severalChoices === 'serve' ? (wire.n ?? 1) : 1,
    stream: wire.stream ?? false,
    extraBody: { ...extra, ...(minTokens === undefined ? {} : { min_tokens: minTokens }) },
  })
}
