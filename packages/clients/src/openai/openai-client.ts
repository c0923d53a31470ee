import { invalidArgument, type PlannedRequest, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import { TimeoutPlan, type Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { Dialect } from '../dialects/define-dialect.js'
import { detectDialectOf } from '../dialects/detect-dialect.js'
import { dialectNamed } from '../dialects/dialects.js'
import { type CounterEars, openServerCounter, type ServerCounter } from '../endpoint/count-prompt.js'
import { discoverModelOf, type ModelDiscovery } from '../endpoint/discover-model.js'
import { createEndpoint, type EndpointOptions } from '../endpoint/endpoint.js'
import { openConnections } from '../endpoint/open-connections.js'
import type { ClientIdentity, EngineClient, SendOptions } from '../engine-client.js'
import { clientLimitError } from '../transport/client-limit.js'
import { buildRecord } from './build-record.js'
import { identityOf, isUnchecked } from './client-identity.js'
import type { Timeouts } from './deadlines.js'
import { createGeneratedText } from './generated-text.js'
import { buildRequestBody, type FieldChanges } from './request-body.js'
import { isRetryable, retryDelayMs } from './retry-delay.js'
import { sendOnce } from './send-once.js'
import { createShortAnswers } from './short-answers.js'
import { createTurnQueue } from './turn-queue.js'

export type OpenAiClientOptions = EndpointOptions & {
  /** Names the target in records and reports. @default 'endpoint' */
  readonly label?: string
  /** @default the one model that the server serves */
  readonly model?: string | null
  /** @default 'chat' */
  readonly api?: 'chat' | 'completions'
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
  /** Sends the model's name also where the server's list of models lacks it. @default false */
  readonly modelUnlisted?: boolean
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

/** The client of an OpenAI-compatible server. */
export interface OpenAiClient extends EngineClient {
  /** Engine, model and context length are complete once `open` or the first `send` has asked the server. */
  readonly identity: ClientIdentity
  /** Counts prompts by the server's own tokenizer; `null` where it has none to ask, or none that is of use. */
  openCounter(ears?: CounterEars): Promise<ServerCounter | null>
  /** Lets go of its connections, which may hold places on the server, once what is counted on them has come. It can be used on. */
  releaseConnections(): Promise<void>
}

type Resolved = { readonly dialect: Dialect; readonly discovery: ModelDiscovery }

/**
 * A client for any server that speaks the OpenAI API. Nothing is sent before `open` or the first `send`.
 *
 * @throws BenchError `invalid_argument` for options that cannot be used; `open` and `send` throw `not_found` for a model
 *   that the server does not serve and `unavailable` where it cannot be reached to ask.
 * @example
 * const client = createOpenAiClient({ url: 'http://127.0.0.1:8000/v1' })
 * await client.open({ connections: 8 })
 * const record = await client.send(planned)
 */
export function createOpenAiClient(options: OpenAiClientOptions): OpenAiClient {
  const { label = 'endpoint', api = 'chat', extraBody = {}, fieldChanges = {}, retries = 0, tokenizer = null } = options
  const { usagePerChunk = false, countLater = false } = options
  const { maxEventBytes = 8_388_608, maxBodyBytes = 268_435_456 } = options
  const timeouts = TimeoutPlan.parse(options.timeouts ?? {})
  const endpoint = createEndpoint(options)
  const { clock, redact } = endpoint
  const unchecked = isUnchecked(options)
  const fixedDialect = typeof options.dialect === 'object' ? options.dialect : namedDialect(options)
  let resolved: Resolved | null = null
  let resolving: Promise<Resolved> | null = null
  const turns = createTurnQueue(() => clock.now())
  const shortAnswers = createShortAnswers()
  const prepared = new WeakMap<PlannedRequest, ReturnType<typeof wireOf>>()

  const resolve = (signal?: AbortSignal): Promise<Resolved> => {
    resolving ??= ask(signal).catch((error: unknown) => {
      resolving = null
      throw error
    })
    return resolving
  }
  const ask = async (signal?: AbortSignal): Promise<Resolved> => {
    const { model = null, modelUnlisted = false } = options
    const discovery = await discoverModelOf(endpoint, { model, modelUnlisted, signal })
    const dialect = fixedDialect ?? (await detectDialectOf(endpoint, { own: options.dialects, signal }))
    resolved = { dialect, discovery }
    return resolved
  }

  const wireOf = ({ request, requestId }: PlannedRequest, { dialect, discovery }: Resolved) => {
    const { route, body, asked, flags } = buildRequestBody(request, {
      model: discovery.model,
      api,
      dialect,
      extraBody,
      usagePerChunk,
      fieldChanges,
    })
    const wire = {
      method: 'POST' as const,
      path: endpoint.pathOf(route, 'base'),
      headers: {
        ...endpoint.headers,
        'content-type': 'application/json',
        'x-request-id': requestId.replace(/[^\x21-\x7e]/g, '_'),
      },
      body: JSON.stringify(body),
    }
    return { wire, asked, flags }
  }

  const send = async (planned: PlannedRequest, sendOptions: SendOptions = {}): Promise<RequestRecord> => {
    const known = resolved ?? (await resolve())
    const { dialect, discovery } = known
    const transport = await endpoint.transport()
    const { signal, keepText = false } = sendOptions
    const { wire, asked, flags } = prepared.get(planned) ?? wireOf(planned, known)
    // Read after all preparation: what the client does before is not the server's time.
    const startAt = clock.now()
    const scheduledAt = sendOptions.scheduledAt ?? startAt

    for (let attempt = 0; ; attempt += 1) {
      const text = keepText || tokenizer || countLater ? createGeneratedText() : null
      const response = await sendOnce(transport, wire, {
        stream: asked.stream,
        choices: asked.choices,
        wantedTokens: (asked.tokenLimit ?? Number.POSITIVE_INFINITY) * asked.choices,
        text,
        maxEventBytes,
        maxBodyBytes,
        memory: endpoint.memory,
        clock,
        timeouts,
        turns,
        startAt: attempt === 0 ? startAt : clock.now(),
        ...(signal ? { signal } : {}),
      })
      if (response.clientLimit) throw clientLimitError(response.clientLimit)
      const again =
        attempt < retries && isRetryable(response.errorClass, response.answer.chunks.contentCount) && !signal?.aborted
      const retryAfter = response.headers['retry-after'] ?? null
      if (again && (await pause(retryDelayMs(attempt, retryAfter, clock.unixMs()), signal))) continue
      const record = buildRecord(response, {
        planned,
        target: label,
        transport: endpoint.transportName,
        scheduledAt,
        startAt,
        retries: attempt,
        asked,
        flags: [...flags, ...(unchecked ? ['tls_unverified'] : []), ...(attempt > 0 ? ['retried'] : [])],
        usagePerChoice: dialect.usagePerChoice,
        simulated: discovery.simulated,
        tokenizer,
        countLater,
        text,
        keepText,
        redact,
        stalledMs: sendOptions.stalledMs ?? (() => 0),
      })
      return shortAnswers.isSuspicious(record) ? { ...record, flags: [...record.flags, 'suspiciously_short'] } : record
    }
  }

  /** @returns false where the run ended meanwhile: the last failure then stands. */
  const pause = async (ms: number, signal?: AbortSignal): Promise<boolean> => {
    try {
      await clock.sleepUntil(clock.now() + ms, signal)
      return signal?.aborted !== true
    } catch {
      return false
    }
  }

  return {
    get identity() {
      return identityOf(label, endpoint.transportName, endpoint.stampSource, options, resolved)
    },
    async open({ connections, signal }) {
      if (!Number.isInteger(connections) || connections < 0) {
        throw invalidArgument('connections', connections, 'give a whole number, the concurrency of the load')
      }
      await resolve(signal)
      const transport = await endpoint.transport()
      const { url } = endpoint
      const connectMs = timeouts.connectMs
      await openConnections(transport, { connections, connectMs, clock, url, ...(signal ? { signal } : {}) })
    },
    prepare(planned) {
      if (resolved) prepared.set(planned, wireOf(planned, resolved))
    },
    send,
    async openCounter(ears = {}) {
      const { dialect, discovery } = await resolve()
      return openServerCounter(endpoint, { dialect, model: discovery.model, api, extraBody, ...ears })
    },
    releaseConnections: () => endpoint.releaseConnections(),
    close: () => endpoint.close(),
  }
}

function namedDialect({ dialect: name, dialects: own }: OpenAiClientOptions): Dialect | null {
  return typeof name !== 'string' || name === 'auto' ? null : dialectNamed(name, own)
}
