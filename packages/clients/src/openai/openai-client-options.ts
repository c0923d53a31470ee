import type { EndpointApi, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { Dialect } from '../dialects/define-dialect.js'
import type { EndpointOptions } from '../endpoint/endpoint.js'
import type { Timeouts } from './deadlines.js'
import type { FieldChanges } from './request-body.js'

export type OpenAiClientOptions = EndpointOptions & {
  /** Names the target in records and reports. @default 'endpoint' */
  readonly label?: string
  /** @default the one model that the server serves */
  readonly model?: string | null
  /** `native` is sageLLM's own Protocol, at the port of an engine. @default 'chat' */
  readonly api?: EndpointApi
  /** A dialect, its name, or `auto` to find out. @default 'auto' */
  readonly dialect?: Dialect | string
  /** Dialects beside those of the package: found by name and, before the package's, by what the server says. @default [] */
  readonly dialects?: readonly Dialect[]
  /** Merged into every body; `null` takes a field out. */
  readonly extraBody?: Readonly<Record<string, unknown>>
  /**
   * Asks for a usage on every chunk (vLLM and SGLang know how), so that the tokens of each read are known and TBT is exact where chunks
   * hold several. It changes what the server sends. @default false
   */
  readonly usagePerChunk?: boolean
  /** What the server refuses of a body, as `waitUntilReady` found it. @default {} */
  readonly fieldChanges?: FieldChanges
  /** Whether it was proved, by `proveChunks`, that the server sends one chunk a token. @default false */
  readonly chunkIsToken?: boolean
  /** Sends the model's name also where the server's list of models lacks it. @default false */
  readonly modelUnlisted?: boolean
  /** W3C trace id, 32 small hexadecimal digits: every request bears a `traceparent` header with a span id of its own. @default none */
  readonly traceId?: string | null
  /** Headers that bear the id of a request's session, for routers that keep a session on one replica. @default none */
  readonly sessionHeaders?: readonly string[]
  readonly timeouts?: Partial<Timeouts>
  /** Attempts after the first. A repeated request is a different measurement, so: @default 0 */
  readonly retries?: number
  /** Counts tokens where the server reports none. */
  readonly tokenizer?: Tokenizer | null
  /** Keeps with a record what its tokens are counted of, for `countRecord` in another thread. @default false */
  readonly countLater?: boolean
  /** Largest event of a stream. @default 8388608 */
  readonly maxEventBytes?: number
  /** Largest response. @default 268435456 */
  readonly maxBodyBytes?: number
}
