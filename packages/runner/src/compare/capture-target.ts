import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import type { TargetObservation } from '@sagellm-benchmark/probes'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ComparisonPlan, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { captureCell } from './capture-cell.js'
import type { ComparisonCell } from './comparison-cells.js'
import { engineFacts } from './engine-facts.js'
import type { TargetSession } from './target-session.js'

export type CaptureTargetOptions = {
  readonly plan: ComparisonPlan
  readonly cells: readonly ComparisonCell[]
  readonly startedAt: string
  readonly endedAt: string
  readonly clientMachine: string | null
  readonly observation: TargetObservation | null
}

/** Everything that a comparison needs to know of one target, from its session. */
export function captureTarget(session: TargetSession, options: CaptureTargetOptions): TargetCapture {
  const { plan, cells, observation } = options
  const { target, client, overheads, down } = session
  const { identity } = client
  const counters = observation && serverCountersOf(observation.telemetry)
  const cacheCounters =
    counters?.cacheHits != null && counters.cacheQueries != null
      ? { hitTokens: counters.cacheHits, queryTokens: counters.cacheQueries }
      : null
  const all = [...session.records.values()].flat()
  const saturated = overheads.filter(({ clientSaturated }) => clientSaturated)
  return {
    schemaVersion: 1,
    label: target.endpoint.label,
    url: target.endpoint.url,
    plan,
    startedAt: options.startedAt,
    endedAt: options.endedAt,
    engine: identity.engine,
    ...engineFacts(observation?.before ?? null),
    model: identity.model,
    requestedModel: target.endpoint.model,
    maxModelLen: identity.maxModelLen,
    simulated: identity.simulated,
    notices: [...identity.notices, ...(down ? [`${target.endpoint.label} ${down}.`] : [])],
    flags: down ? ['target_down'] : [],
    promptLengthBasis: all[0]?.promptLengthBasis ?? null,
    local: isLoopback(target.endpoint.url),
    clientMachine: options.clientMachine,
    client: {
      transport: identity.transport,
      stampSource: identity.stampSource,
      rounds: overheads.length,
      saturatedRounds: saturated.length,
      reasons: [...new Set(saturated.flatMap(({ reasons }) => reasons))].slice(0, 5),
    },
    serverCounters: counters,
    clientCounts: countsOf(all.filter(({ phase }) => phase === 'measured')),
    cells: cells.map((cell) =>
      captureCell(cell, session.records.get(cell.name) ?? [], {
        promptDigests: session.promptDigests,
        serverCounters: cacheCounters,
      }),
    ),
  }
}

/** What the server itself counted over the comparison. */
export function serverCountersOf({
  counters,
}: Pick<ServerTelemetry, 'counters'>): NonNullable<TargetCapture['serverCounters']> {
  const delta = (name: keyof typeof counters) => counters[name]?.delta ?? null
  return {
    requests: delta('requests'),
    promptTokens: delta('prompt_tokens'),
    outputTokens: delta('generation_tokens'),
    cacheHits: delta('prefix_cache_hits'),
    cacheQueries: delta('prefix_cache_queries'),
  }
}

/** What the client counted; `null` where a record does not know. */
export function countsOf(records: readonly RequestRecord[]): TargetCapture['clientCounts'] {
  const sum = (of: (record: RequestRecord) => number | null) =>
    records.reduce<number | null>((total, record) => {
      const value = of(record)
      return total === null || value === null ? null : total + value
    }, 0)
  return {
    requests: records.length,
    promptTokens: sum(({ promptTokens }) => promptTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
  }
}
