import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { EngineMetrics } from '@sagellm-benchmark/protocol-types/records'
import type { EngineFigures } from '@sagellm-benchmark/protocol-types/artifacts'
import { outputTokens } from '../request/request-values.js'

type Figure = Exclude<keyof EngineFigures, 'requests'>
type Seen = Readonly<Record<Figure, number | null>>

const figures: readonly Figure[] = ['ttftMs', 'tbtMs', 'tpotMs', 'throughputTps', 'prefillMs', 'decodeMs', 'peakMemMb']

/** Takes measured records one at a time; what the engine says of them beside what the client saw, `null` where it says nothing. */
export function createEngineFigures(): { add(record: RequestRecord): void; result(): EngineFigures | null } {
  let requests = 0
  const sums = new Map(figures.map((name) => [name, { engine: 0, client: 0, engines: 0, pairs: 0, paired: 0 }]))
  return {
    add(record) {
      if (record.errorClass !== null || record.engineMetrics === null) return
      requests += 1
      const seen = seenByClient(record)
      for (const [name, sum] of sums) addTo(sum, record.engineMetrics[name], seen[name])
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
  /** Of requests of which both sides know the figure. */
  paired: number
  client: number
  pairs: number
}

function addTo(sum: Sum, engine: EngineMetrics[Figure], client: number | null): void {
  if (engine === null) return
  sum.engine += engine
  sum.engines += 1
  if (client === null) return
  sum.paired += engine
  sum.client += client
  sum.pairs += 1
}

/** Over the requests that both know, so that two means stand for the same; without any the engine's alone. */
function meansOf({ engine, engines, paired, client, pairs }: Sum) {
  if (pairs > 0) return { engine: paired / pairs, client: client / pairs }
  return { engine: engines > 0 ? engine / engines : null, client: null }
}

/** The client's side by the formulas of the Protocol: TPOT and throughput are over the whole time of a request. */
function seenByClient(record: RequestRecord): Seen {
  const { startAt, firstTokenAt, lastTokenAt, tbtMs } = record
  const tokens = outputTokens(record)
  const wholeMs = lastTokenAt === null ? null : lastTokenAt - startAt
  const known = tokens !== null && tokens > 0 && wholeMs !== null && wholeMs > 0
  return {
    ttftMs: firstTokenAt === null ? null : firstTokenAt - startAt,
    tbtMs,
    tpotMs: known ? wholeMs / tokens : null,
    throughputTps: known ? (1000 * tokens) / wholeMs : null,
    prefillMs: null,
    decodeMs: null,
    peakMemMb: null,
  }
}
