import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import type { ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import { parseFaults } from '../faults/choose-faults.js'
import { createRequestAnswerer } from './answer-request.js'
import { configuredDialect } from './configured-dialect.js'
import { keepConnectionRules } from './connection-rules.js'
import { createDecodeStepHistory } from './decode-step-history.js'
import type { EngineServerOptions } from './engine-server-options.js'
import { createOutage, listen } from './listen.js'
import { logStamp } from './log-stamp.js'
import { monotonicOffsetMs as readMonotonicOffset } from './monotonic-offset.js'
import { sendAnswer } from './send-answer.js'
import { createServerMeter } from './server-snapshot.js'
import { createWriteLog, type WriteStamps } from './write-log.js'

export interface EngineServer {
  /** `http://host:port`, without `/v1`. */
  readonly url: string
  readonly port: number
  /** When the chunks of an answer were written; `null` for a request that is unknown or forgotten. */
  writes(requestId: string): WriteStamps | null
  /** Ends every connection and every generation, faults included. Leaves the engine to its owner. */
  close(): Promise<void>
}

/**
 * Puts an HTTP surface over an engine, in the manner of a real server.
 *
 * @throws BenchError `invalid_argument` for an unknown dialect or fault; `unavailable` when the port cannot be opened.
 * @example
 * const server = await startEngineServer({ engine: createReferenceEngine(), dialect: 'vllm' })
 * await fetch(`${server.url}/v1/models`)
 */
export async function startEngineServer(options: EngineServerOptions): Promise<EngineServer> {
  const { engine, logSink, clock = systemClock(), host = '127.0.0.1', faults = [] } = options
  const dialect = configuredDialect(options)
  for (const { fault } of faults) parseFaults(fault, options.ownFaults)
  const monotonicOffsetMs = readMonotonicOffset()
  const writeLog = createWriteLog(monotonicOffsetMs)
  const stopping = new AbortController()
  const sockets = new Set<Socket>()
  const { identity } = engine

  const logger = `${dialect.name}.${identity.simulated ? 'simulated' : 'server'}`
  const log = (text: string) => logSink?.(`${logStamp(clock.unixMs())} - ${logger} - INFO - ${text}`)
  const history = createDecodeStepHistory(engine, (step, previous) => {
    for (const line of dialect.logDecodeStep?.(step, previous) ?? []) log(line)
  })
  const headers = Object.entries({ ...dialect.headers, ...simulationHeaders(engine) })

  const server = createServer({ noDelay: true, requestTimeout: 0 }, (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    answer(request, response)
      .then((outcome) => log(`"${request.method} ${request.url}" ${response.statusCode} ${outcome}`))
      .catch((error: unknown) => {
        if (stopping.signal.aborted || response.destroyed) return
        if (response.headersSent) response.destroy()
        else sendAnswer(response, dialect.error({ kind: 'internal', message: String(error) }))
      })
  })
  keepConnectionRules(server, options.connections ?? {})
  server.on('connection', (socket) => {
    sockets.add(socket)
    // A client may reset a connection at any time; that ends its requests and nothing else.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('clientError', (_, socket) => socket.destroy())

  const outage = createOutage(server, () => ({ host, port }))
  const answer = createRequestAnswerer({
    options,
    dialect,
    meter: createServerMeter(clock.now()),
    writeLog,
    history,
    outage,
    monotonicOffsetMs,
    stopping: stopping.signal,
  })
  await listen(server, { host, port: options.port ?? 0 })
  const { port } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const mark = identity.simulated ? 'SIMULATED ' : ''
  log(`serving ${mark}${identity.engine} model=${identity.model} dialect=${dialect.name} at ${url}`)

  return {
    url,
    port,
    writes: writeLog.of,
    async close() {
      stopping.abort()
      outage.end()
      history.stop()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function simulationHeaders({ identity }: ServedEngine): Record<string, string> {
  const notice = identity.notice === null ? {} : { 'x-simulated-notice': identity.notice }
  return identity.simulated ? { 'x-simulated': 'true', ...notice } : {}
}
