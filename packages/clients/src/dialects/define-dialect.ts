import { type ChatMessage, engineLabel, type GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'

/** Request fields that not every engine knows; the common ones need no list. */
export type OptionalField = 'top_k' | 'seed' | 'stop' | 'n' | 'stream_options'

/** What a server says of itself, gathered once; `null` where a route gave no JSON. */
export type ServerEvidence = {
  /** `owned_by` of the first served model, lower case. */
  readonly ownedBy: string | null
  /** Answer headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly info: unknown
  readonly version: unknown
  readonly serverInfo: unknown
  readonly props: unknown
  readonly ollamaVersion: unknown
  /** Ollama's own list of models; asked for only where `ollamaVersion` is there. */
  readonly ollamaTags: unknown
}

/** A route of the engine's own, relative to the root (the base URL without `/v1`). */
type DialectRoute = { readonly method: 'GET' | 'POST'; readonly route: string }

type TokenizeRoute = DialectRoute & {
  /** The body that asks for the tokens of a text; `special`: with those that stand before the prompt of a completion. */
  readonly body: (text: string, model: string, options: { readonly special: boolean }) => unknown
  /** Token count of the answer; `null` where it is not understood. */
  readonly read: (json: unknown) => number | null
}

/** Calls a route of the server. @returns the JSON of its 200; undefined for any other answer. */
export type Ask = (call: DialectRoute & { readonly body: unknown }) => Promise<unknown>

/** How a server counts a conversation, the tokens of its chat template included. */
export type CountMessages = {
  /** Whether it can be expected to, by its answer to `tokenize`: a server that was never asked so may not survive it. */
  readonly offered: (tokenizeAnswer: unknown) => boolean
  readonly count: (chat: CountedChat, ask: Ask) => Promise<number | null>
}

type CountedChat = {
  readonly messages: readonly ChatMessage[]
  readonly model: string
  /** Fields of the request that change what the template makes of them. */
  readonly fields: Readonly<Record<string, unknown>>
}

type CacheResetRoute = DialectRoute & {
  /** Whether the cache was really reset: some engines answer 200 to a refusal. */
  readonly succeeded: (status: number, text: string) => boolean
}

/** How one engine differs from the others on the wire, where the difference changes what is sent or how it is understood. */
export type Dialect = {
  /** The value of `--dialect`, the file's name, and one of `engines` in protocol-types; your own may have any name. */
  readonly name: string
  /** The engine's name as its makers write it. @default that of the name in `engines` */
  readonly title: string
  readonly describe: string
  /** Body fields that make it generate exactly `maxTokens`; `null` where it has no such thing. */
  readonly exactLength: ((request: GenerationRequest) => Readonly<Record<string, unknown>>) | null
  /** Fields it refuses or ignores; they are left out and the record says so. */
  readonly unsupported: readonly OptionalField[]
  /** It sends one chunk with text a token, in every stream; whether a server does so is proved before it is believed. */
  readonly chunkPerToken: boolean
  /** It reports one usage per choice instead of one for all. */
  readonly usagePerChoice: boolean
  readonly tokenize: TokenizeRoute | null
  /** `null` where the server cannot count with its chat template. */
  readonly countMessages: CountMessages | null
  readonly version: DialectRoute | null
  readonly cacheReset: CacheResetRoute | null
  /** What must be set for cached tokens to be reported; `null` where they always are, or never. */
  readonly cachedTokensHint: string | null
  /** Whether the evidence is this engine's. */
  readonly recognize: (evidence: ServerEvidence) => boolean
}

type Optional =
  | 'title'
  | 'exactLength'
  | 'unsupported'
  | 'chunkPerToken'
  | 'usagePerChoice'
  | 'tokenize'
  | 'countMessages'
  | 'version'
  | 'cacheReset'
  | 'cachedTokensHint'

/** Declares a dialect; what is left out is as in plain OpenAI. */
export function defineDialect(dialect: Omit<Dialect, Optional> & Partial<Pick<Dialect, Optional>>): Dialect {
  return {
    title: engineLabel(dialect.name),
    exactLength: null,
    unsupported: [],
    chunkPerToken: false,
    usagePerChoice: false,
    tokenize: null,
    countMessages: null,
    version: null,
    cacheReset: null,
    cachedTokensHint: null,
    ...dialect,
  }
}

/** A field of an unknown value, where it is an object that has it. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** The count in answers such as `{count: 3}` or `{tokens: [1, 2, 3]}`. */
export function countOfTokens(json: unknown): number | null {
  const count = field(json, 'count')
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count
  const tokens = Array.isArray(json) ? json : field(json, 'tokens')
  return Array.isArray(tokens) ? tokens.length : null
}
