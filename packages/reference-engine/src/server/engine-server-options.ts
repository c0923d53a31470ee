import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { ServedDialect } from '../dialects/define-served-dialect.js'
import type { FaultRate } from '../faults/choose-faults.js'
import type { Fault } from '../faults/define-fault.js'
import type { ConnectionRules } from './connection-rules.js'

export type EngineServerOptions = {
  readonly engine: ServedEngine
  /** One of `dialectNames`, in any spelling, or a dialect of your own. @default 'openai' */
  readonly dialect?: string | ServedDialect
  /** @default '127.0.0.1' */
  readonly host?: string
  /** 0 takes any free port. @default 0 */
  readonly port?: number
  /** Faults that strike a share of all requests; a request asks for its own with `x-fault` or the body's `fault`. */
  readonly faults?: readonly FaultRate[]
  /** Faults of your own that may be asked for beside those of the package; one with the name of the package's takes its place. */
  readonly ownFaults?: readonly Fault[]
  /** Seed of the drawing of faults. @default 42 */
  readonly seed?: number
  /** Takes every log line, without its line end. @default nothing is logged */
  readonly logSink?: (line: string) => void
  readonly clock?: Clock
  /** Asked for as `Authorization: Bearer`; open routes such as `/health` go without. @default none */
  readonly apiKey?: string
  /** Engine steps that go into one chunk; the first always goes at once. @default 1 */
  readonly streamInterval?: number
  /** Whether usage reports cached prompt tokens. @default as the real server does when started without a flag for it */
  readonly reportCachedTokens?: boolean
  /** Silence after which a keep-alive comment is sent, ms. @default as the dialect does; most send none */
  readonly keepAliveMs?: number
  /** Speak as versions of about 2025 did, where that is known to differ: vllm and lmdeploy. @default false */
  readonly older?: boolean
  /** How connections are served and kept. @default every connection at once, kept for 75 s, announced */
  readonly connections?: ConnectionRules
  /** Further `GET` routes under `/__reference/`, e.g. a simulator's truth. */
  readonly inspect?: Readonly<Record<string, (query: URLSearchParams) => unknown>>
}
