import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { EngineFigures } from '@sagellm-benchmark/protocol-types/artifacts'
import { requestMetrics } from '../request/request-metrics.js'
import { outputTokens } from '../request/request-values.js'

type Figure = Exclude<keyof EngineFigures, 'requests'>
type Values = Readonly<Record<Figure, number | null>>

const figures: readonly Figure[] = ['ttftMs', 'tbtMs', 'tpotMs', 'throughputTps', 'prefillMs', 'decodeMs', 'peakMemMb']

/**
 * Takes measured records one at a time; what the engine says of them beside what the client saw, `null` where it says nothing of any
 * request.
 */
export function createEngineFigures(): { add(record: RequestRecord): void; result(): EngineFigures | null } {
  let requests = 0
  const sums = new Map(figures.map((name) => [name, { engine: 0, engines: 0, client: 0, clients: 0, ...noPairs }]))
  return {
    add(record) {
      if (record.errorClass !== null) return
      const said = saidByEngine(record)
      if (said === null) return
      requests += 1
      const seen = seenByClient(record)
      for (const [name, sum] of sums) addTo(sum, said[name], seen[name])
    },
    result() {
      if (requests === 0) return null
      const beside = [...sums].map(([name, sum]) => [name, meansOf(sum)] as const)
      return { requests, ...(Object.fromEntries(beside) as Record<Figure, ReturnType<typeof meansOf>>) }
    },
  }
}

type Sum = {
  /** Of what the engine said, and how often it did. */
  engine: number
  engines: number
  /** Of what the client saw, and how often it did. */
  client: number
  clients: number
  /** Of both, over the requests of which both sides know the figure. */
  pairedEngine: number
  pairedClient: number
  pairs: number
}

const noPairs = { pairedEngine: 0, pairedClient: 0, pairs: 0 }

function addTo(sum: Sum, engine: number | null, client: number | null): void {
  if (engine !== null) {
    sum.engine += engine
    sum.engines += 1
  }
  if (client !== null) {
    sum.client += client
    sum.clients += 1
  }
  if (engine === null || client === null) return
  sum.pairedEngine += engine
  sum.pairedClient += client
  sum.pairs += 1
}

/** Over the requests that both know, so that two means stand for the same; without any, that of one side alone. */
function meansOf({ engine, engines, client, clients, pairedEngine, pairedClient, pairs }: Sum) {
  if (pairs > 0) return { engine: pairedEngine / pairs, client: pairedClient / pairs }
  if (engines > 0) return { engine: engine / engines, client: null }
  return { engine: null, client: clients > 0 ? client / clients : null }
}

/** The figures of the Protocol as the engine gives them, or those that follow from llama.cpp's `timings`. */
function saidByEngine({ engineMetrics, engineTimings }: RequestRecord): Values | null {
  if (engineMetrics !== null) return engineMetrics
  if (engineTimings === null) return null
  const { promptMs: prefillMs, decodeMs, decodeTokens } = engineTimings
  return {
    ...{ ttftMs: null, tpotMs: null, throughputTps: null, peakMemMb: null },
    tbtMs: decodeMs === null || decodeTokens === null ? null : timePerLaterToken(decodeMs, decodeTokens),
    prefillMs,
    decodeMs,
  }
}

/**
 * Decoding begins with the first token, which prefill has given, so its time is divided by the tokens after it. A llama.cpp of
 * before 2026 divides by all of them in its own `predicted_per_token_ms`.
 */
function timePerLaterToken(decodeMs: number, tokens: number): number | null {
  return tokens < 2 ? null : decodeMs / (tokens - 1)
}

/** The client's side by the formulas of the Protocol: TPOT and throughput are over the whole time of a request. */
function seenByClient(record: RequestRecord): Values {
  const { ttftMs, tbtMs } = requestMetrics(record)
  const tokens = outputTokens(record)
  const wholeMs = record.lastTokenAt === null ? null : record.lastTokenAt - record.startAt
  const known = tokens !== null && tokens > 0 && wholeMs !== null && wholeMs > 0
  return {
    ttftMs,
    tbtMs,
    tpotMs: known ? wholeMs / tokens : null,
    throughputTps: known ? (1000 * tokens) / wholeMs : null,
    ...{ prefillMs: null, decodeMs: null, peakMemMb: null },
  }
}
