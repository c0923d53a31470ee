import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import {
  BenchError,
  type Clock,
  type DecodeStepRecord,
  isBenchError,
  type ServedEngine,
  systemClock,
} from '@sagellm-benchmark/protocol-types'
import type { Problem, Route, ServedDialect } from '../dialects/define-served-dialect.js'
import { dialectNamed } from '../dialects/index.js'
import { type ChosenFaults, drawFaults, type FaultRate, parseFaults } from '../faults/choose-faults.js'
import { answerGeneration, requestIdOf } from './answer-generation.js'
import { logStamp } from './log-stamp.js'
import { monotonicOffsetMs } from './monotonic-offset.js'
import { readBody } from './read-body.js'
import { referenceRoutes } from './reference-routes.js'
import { sendAnswer } from './send-answer.js'
import { createServerMeter } from './server-snapshot.js'
import { readWireRequest } from './wire-request.js'
import { createWriteLog, type WriteStamps } from './write-log.js'

export type EngineServerOptions = {
  readonly engine: ServedEngine
  /** One of `dialectNames`. @default 'openai' */
  readonly dialect?: string
  /** @default '127.0.0.1' */
  readonly host?: string
  /** 0 takes any free port. @default 0 */
  readonly port?: number
  /** Faults that strike a share of all requests; a request asks for its own with `x-fault` or the body's `fault`. */
  readonly faults?: readonly FaultRate[]
  /** Seed of the drawing of faults. @default 42 */
  readonly seed?: number
  /** Takes every log line, without its line end. @default nothing is logged */
  readonly logSink?: (line: string) => void
  readonly clock?: Clock
  /** Asked for as `Authorization: Bearer`; open routes such as `/health` go without. @default none */
  readonly apiKey?: string
  /** Engine steps that go into one chunk; the first always goes at once. @default 1 */
  readonly streamInterval?: number
  /** Whether usage tells cached prompt tokens; real servers need a flag for it. @default as the dialect does */
  readonly reportCachedTokens?: boolean
  /** Further `GET` routes under `/__reference/`, e.g. a simulator's truth. */
  readonly inspect?: Readonly<Record<string, (query: URLSearchParams) => unknown>>
}

export interface EngineServer {
  /** `http://host:port`, without `/v1`. */
  readonly url: string
  readonly port: number
  /** When the chunks of an answer were written; `null` for a request that is unknown or forgotten. */
  writes(requestId: string): WriteStamps | null
  /** Ends every connection and every generation, faults included. Leaves the engine to its owner. */
  close(): Promise<void>
}

/** Steps kept for surfaces that show the last ones. */
const keptSteps = 64

/**
 * Puts an HTTP surface over an engine, in the manner of a real server.
 *
 * @throws BenchError `invalid_argument` for an unknown dialect or fault; `unavailable` when the port cannot be opened.
 * @example
 * const server = await startEngineServer({ engine: createReferenceEngine(), dialect: 'vllm' })
 * await fetch(`${server.url}/v1/models`)
 */
export async function startEngineServer(options: EngineServerOptions): Promise<EngineServer> {
  const { engine, logSink, clock = systemClock(), host = '127.0.0.1', seed = 42, faults = [] } = options
  const dialect = withFlags(dialectNamed(options.dialect ?? 'openai'), options)
  for (const { fault } of faults) parseFaults(fault)
  const offset = monotonicOffsetMs()
  const writeLog = createWriteLog(offset)
  const meter = createServerMeter(clock.now())
  const stopping = new AbortController()
  const sockets = new Set<Socket>()
  const steps: DecodeStepRecord[] = []
  let ordinal = 0

  const log = (text: string) => logSink?.(`${logStamp(clock.unixMs())} - ${dialect.name}.server - INFO - ${text}`)
  const unobserve = engine.observeDecodeSteps?.((step) => {
    for (const line of dialect.logDecodeStep?.(step, steps.at(-1) ?? null) ?? []) log(line)
    steps.push(step)
    if (steps.length > 2 * keptSteps) steps.splice(0, keptSteps)
  })
  const routes = [...dialect.routes, ...referenceRoutes({ writeLog, inspect: options.inspect ?? {} })]

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<string> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const route = routes.find(({ path, method }) => path === url.pathname && method === request.method)
    const endpoint = request.method === 'POST' ? generationPaths[url.pathname] : undefined
    const refuse = (problem: Problem) => {
      sendAnswer(response, dialect.error(problem))
      return problem.kind
    }
    if (options.apiKey !== undefined && !route?.open && bearerOf(request) !== options.apiKey) {
      return refuse({ kind: 'unauthorized', message: 'Invalid API key' })
    }
    if (!route && !endpoint) {
      const known = url.pathname in generationPaths || routes.some(({ path }) => path === url.pathname)
      return refuse(
        known
          ? { kind: 'method_not_allowed', message: `${request.method} is not allowed here` }
          : { kind: 'route_not_found', message: `Not found: ${url.pathname}` },
      )
    }
    const body = await readBody(request)
    if ('failure' in body) return refuse({ kind: body.failure, message: body.message })
    if (endpoint) return await generate({ request, response, endpoint, body: body.json, refuse })
    sendAnswer(response, await (route as Route).answer(routeContext(body.json, url.searchParams)))
    return String(response.statusCode)
  }

  const routeContext = (body: unknown, query: URLSearchParams) => ({
    engine,
    body,
    query,
    clock,
    snapshot: () => meter.read(engine.identity.model, engine.telemetry(), clock.now()),
    decodeSteps: () => steps.slice(-keptSteps),
  })

  const generate = async ({ request, response, endpoint, body, refuse }: GenerateParts): Promise<string> => {
    ordinal += 1
    const requestId = requestIdOf(request, ordinal)
    response.setHeader('x-request-id', requestId)
    const chosen = chooseFaults({ request, body, faults, seed, ordinal })
    if ('problem' in chosen) return refuse(chosen.problem)
    const ended = new AbortController()
    response.once('close', () => ended.abort())
    const signal = AbortSignal.any([stopping.signal, ended.signal])
    const faultContext = () => ({ response, socket: request.socket, dialect, clock, signal, write: async () => {} })
    for (const { beforeAnswer } of chosen.behaviours) {
      const result = await beforeAnswer?.(faultContext())
      if (result === undefined) continue
      if (result !== 'answered') sendAnswer(response, result)
      return `fault ${chosen.names.join(',')}`
    }
    const wire = readWireRequest(body, { endpoint, rules: dialect.requests, engine })
    if ('problem' in wire) return refuse(wire.problem)
    return await answerGeneration({
      requestId,
      response,
      wire,
      engine,
      dialect,
      faults: chosen.behaviours,
      faultContext,
      recorder: writeLog.open(requestId),
      meter,
      streamInterval: wire.streamInterval ?? options.streamInterval ?? 1,
      created: Math.floor(clock.unixMs() / 1000),
      stamp: () => performance.now(),
      now: () => clock.now(),
      monotonicOffsetMs: offset,
      signal,
    })
  }

  const server = createServer({ noDelay: true, keepAliveTimeout: 75_000, requestTimeout: 0 }, (request, response) => {
    for (const [name, value] of Object.entries({ ...dialect.headers, ...simulationHeaders(engine) })) {
      response.setHeader(name, value)
    }
    answer(request, response)
      .then((outcome) => log(`"${request.method} ${request.url}" ${response.statusCode} ${outcome}`))
      .catch((error: unknown) => {
        if (stopping.signal.aborted || response.destroyed) return
        if (response.headersSent) response.destroy()
        else sendAnswer(response, dialect.error({ kind: 'internal', message: String(error) }))
      })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    // A client may reset a connection at any time; that ends its requests and nothing else.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('clientError', (_, socket) => socket.destroy())
  await listen(server, { host, port: options.port ?? 0 })
  const { port } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const mark = engine.identity.simulated ? 'SIMULATED ' : ''
  log(`serving ${mark}${engine.identity.engine} model=${engine.identity.model} dialect=${dialect.name} at ${url}`)

  return {
    url,
    port,
    writes: writeLog.of,
    async close() {
      stopping.abort()
      unobserve?.()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

type GenerateParts = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly endpoint: 'chat' | 'completions'
  readonly body: unknown
  readonly refuse: (problem: Problem) => string
}

const generationPaths: Readonly<Record<string, 'chat' | 'completions'>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
}

function withFlags(dialect: ServedDialect, { reportCachedTokens }: EngineServerOptions): ServedDialect {
  if (reportCachedTokens === undefined) return dialect
  return { ...dialect, stream: { ...dialect.stream, cachedTokens: reportCachedTokens ? 'always' : 'never' } }
}

function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer (.*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function simulationHeaders({ identity }: ServedEngine): Record<string, string> {
  const notice = identity.notice === null ? {} : { 'x-simulated-notice': identity.notice }
  return identity.simulated ? { 'x-simulated': 'true', ...notice } : {}
}

type FaultChoice = {
  readonly request: IncomingMessage
  readonly body: unknown
  readonly faults: readonly FaultRate[]
  readonly seed: number
  readonly ordinal: number
}

/** A request's own wish first, header before body; else the drawn ones. */
function chooseFaults({ request, body, faults, seed, ordinal }: FaultChoice): ChosenFaults | { problem: Problem } {
  const header = request.headers['x-fault']
  const inBody = typeof body === 'object' && body !== null && 'fault' in body ? body.fault : undefined
  const wish = typeof header === 'string' ? header : typeof inBody === 'string' ? inBody : null
  try {
    return wish === null ? drawFaults(faults, seed, ordinal) : parseFaults(wish)
  } catch (error) {
    if (!isBenchError(error)) throw error
    return { problem: { kind: 'invalid_request', message: `${error.message}; ${error.hint}`, param: 'fault' } }
  }
}

function listen(
  server: ReturnType<typeof createServer>,
  { host, port }: { host: string; port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new BenchError('unavailable', `cannot listen on ${host}:${port}`, { hint: 'choose another port', cause })),
    )
    server.listen(port, host, resolve)
  })
}
