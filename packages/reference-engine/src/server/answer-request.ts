import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { Problem, Route, ServedDialect } from '../dialects/define-served-dialect.js'
import { nativeManners } from '../dialects/native-manners.js'
import { requestFaults } from '../faults/request-faults.js'
import { answerGeneration, requestIdOf } from './answer-generation.js'
import type { DecodeStepHistory } from './decode-step-history.js'
import type { EngineServerOptions } from './engine-server-options.js'
import type { Outage } from './listen.js'
import { readBody } from './read-body.js'
import { refusedRequest } from './request-guards.js'
import { referenceRoutes } from './reference-routes.js'
import { sendAnswer } from './send-answer.js'
import type { ServerMeter } from './server-snapshot.js'
import { readWireRequest, type WireRequest } from './wire-request.js'
import type { WriteLog } from './write-log.js'

export type AnswerRequestParts = {
  readonly options: EngineServerOptions
  readonly dialect: ServedDialect
  readonly meter: ServerMeter
  readonly writeLog: WriteLog
  readonly history: DecodeStepHistory
  readonly outage: Outage
  readonly monotonicOffsetMs: number
  /** Ends every request. */
  readonly stopping: AbortSignal
}

const generationPaths: Readonly<Record<string, WireRequest['endpoint']>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/completions/stream': 'native',
}

/** Makes the function that answers a request. It resolves with how the request ended, for the log. */
export function createRequestAnswerer(
  parts: AnswerRequestParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<string> {
  const { options, dialect, meter, history } = parts
  const { engine, clock = systemClock() } = options
  const routes = [...dialect.routes, ...referenceRoutes({ ...parts, inspect: options.inspect ?? {} })]
  const generate = createGenerationAnswerer(parts, { engine, clock })

  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const route = routes.find(({ path, method }) => path === url.pathname && method === request.method)
    const named = generationPaths[url.pathname]
    const served = named === 'native' && !dialect.native ? undefined : named
    const endpoint = request.method === 'POST' ? served : undefined
    const refuse = (problem: Problem) => {
      sendAnswer(response, dialect.error(problem))
      return problem.kind
    }
    const refused = refusedRequest(request, options.host ?? '127.0.0.1')
    if (refused) return refuse(refused)
    if (options.apiKey !== undefined && !route?.open && bearerOf(request) !== options.apiKey) {
      return refuse({ kind: 'unauthorized', message: 'Invalid API key' })
    }
    if (!route && !endpoint) {
      const known = served !== undefined || routes.some(({ path }) => path === url.pathname)
      return refuse(
        known
          ? { kind: 'method_not_allowed', message: `${request.method} is not allowed here` }
          : { kind: 'route_not_found', message: `Not found: ${url.pathname}` },
      )
    }
    const body = await (endpoint ? readBody(request) : readBody(request, largestText(engine)))
    if ('failure' in body) return refuse({ kind: body.failure, message: body.message })
    if (endpoint) return await generate({ request, response, endpoint, body: body.json, refuse })
    const answer = await (route as Route).answer({
      engine,
      body: body.json,
      query: url.searchParams,
      clock,
      snapshot: () => meter.read(engine.identity.model, engine.telemetry(), clock.now()),
      decodeSteps: history.last,
      takeDecodeSteps: history.take,
    })
    sendAnswer(response, answer)
    return String(response.statusCode)
  }
}

/** Bytes of a text that is tokenized whole, which holds up every other request: more than any prompt that fits, and one MiB at least. */
function largestText({ identity }: ServedEngine): number {
  return Math.max(1_048_576, 16 * identity.maxModelLen)
}

type GenerationParts = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly endpoint: WireRequest['endpoint']
  readonly body: unknown
  readonly refuse: (problem: Problem) => string
}

function createGenerationAnswerer(
  { options, dialect: spoken, meter, writeLog, outage, monotonicOffsetMs, stopping }: AnswerRequestParts,
  { engine, clock }: { readonly engine: ServedEngine; readonly clock: Clock },
) {
  const { faults = [], ownFaults: own = [], seed = 42, streamInterval = 1 } = options
  let ordinal = 0

  return async ({ request, response, endpoint, body, refuse }: GenerationParts): Promise<string> => {
    ordinal += 1
    const dialect = endpoint === 'native' ? nativeManners(spoken) : spoken
    const requestId = requestIdOf(request, ordinal)
    response.setHeader('x-request-id', requestId)
    const chosen = requestFaults({ request, body, faults, own, seed, ordinal })
    if ('problem' in chosen) return refuse(chosen.problem)
    const ended = new AbortController()
    response.once('close', () => ended.abort())
    const signal = AbortSignal.any([stopping, ended.signal])
    const faultContext = () => ({
      response,
      socket: request.socket,
      dialect,
      clock,
      signal,
      refuseConnections: outage.begin,
      write: async () => {},
    })
    for (const { behaviour, wish } of chosen) {
      const result = await behaviour.beforeAnswer?.(faultContext())
      if (result === undefined) continue
      if (result !== 'answered') sendAnswer(response, result)
      return `fault ${wish}`
    }
    const wire = readWireRequest(body, { endpoint, rules: dialect.requests, engine })
    if ('problem' in wire) return refuse(wire.problem)
    return await answerGeneration({
      requestId,
      response,
      wire,
      engine,
      dialect,
      faults: chosen.flatMap(({ fault, behaviour }) => (wire.request.stream || !fault.streamOnly ? [behaviour] : [])),
      faultContext,
      recorder: writeLog.open(requestId, traceparentOf(request)),
      meter,
      streamInterval: wire.streamInterval ?? streamInterval,
      created: Math.floor(clock.unixMs() / 1000),
      stamp: () => performance.now(),
      now: () => clock.now(),
      monotonicOffsetMs,
      signal,
    })
  }
}

function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer (.*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function traceparentOf({ headers }: IncomingMessage): string | null {
  const given = headers['traceparent']
  return typeof given === 'string' ? given : null
}
