import type { RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import type { AggregateOptions } from '@sagellm-benchmark/metrics'
import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { plannedFiles } from '@sagellm-benchmark/workloads'
import {
  idealHitTotals,
  plannedTraces,
  promptsInTrace,
  sizedPrefixHits,
  type Trace,
  type TraceOptions,
} from '@sagellm-benchmark/workloads/traces'
import { isOfSessions } from '@sagellm-benchmark/workloads/sessions'
import type { ResolvedIo } from '../io.js'

type ReplayAsked = NonNullable<AggregateOptions['replay']>

export type ReplayAskedOptions = {
  readonly plan: RunPlan
  readonly workload: WorkloadPlan
  /** Traces that the plan names, by their key; what is missing says nothing of its prefixes and rows. */
  readonly traces: ReadonlyMap<string, Trace>
  readonly counters: Pick<ServerCounters, 'kvBlockTokens' | 'kvCapacityTokens'> | null
  readonly io: Pick<ResolvedIo, 'loadKinds'> & Partial<Pick<ResolvedIo, 'sources'>>
}

/** What a workload has to keep as a replay: of a trace, of a data set, or of a schedule. `null` for any other. */
export function replayAskedOf({ plan, workload, traces, counters, io }: ReplayAskedOptions): ReplayAsked | null {
  const kind = loadKindOf(workload.load, io.loadKinds)
  const alone = { ...plan, workloads: [workload] }
  const [[key, options] = [null, null]] = plannedTraces(alone, io)
  const trace = key === null ? null : (traces.get(key) ?? null)
  const comesFromFile = options !== null || isOfSessions(workload) || plannedFiles(alone, io).length > 0
  if (!kind.openLoop && !comesFromFile) return null
  return {
    rows: trace && rowsOf(trace),
    requests: requestsOf(plan, workload),
    openLoop: kind.openLoop,
    recorded: recordedOf(workload),
    prefixes:
      trace && options && workload.source === 'trace'
        ? (sent) => prefixesOf(trace, { workload, options, counters, sent })
        : null,
  }
}

/** `null` where a time, or a figure that is known well enough, ends the load. */
function requestsOf({ stop, untilPrecise, rounds }: RunPlan, { requests }: WorkloadPlan): number | null {
  const counted = stop.byRequests && stop.durationSeconds === null && untilPrecise === null
  return counted ? rounds * requests : null
}

function rowsOf({ format, reading, arrivalsMs }: Trace): ReplayAsked['rows'] {
  const { rows, notWanted, passedOver } = reading
  return {
    ...{ format, rows, notWanted },
    replayed: arrivalsMs.length,
    passedOver: passedOver.map(({ problem, rows: each }) => ({ problem, rows: each })),
  }
}

function recordedOf({ load }: WorkloadPlan): ReplayAsked['recorded'] {
  if (load.kind !== 'trace') return null
  const { arrivalsMs, timeScale } = load
  return { atMs: (index) => arrivalsMs[index], timeScale }
}

type Sharing = Pick<ReplayAskedOptions, 'workload' | 'counters'> & {
  readonly options: TraceOptions
  /** Requests of a round that were sent. */
  readonly sent: number
}
type IdealPrefixes = ReturnType<NonNullable<ReplayAsked['prefixes']>>

/** The ideal of one round: each has texts of its own, and is as the first. */
function prefixesOf(trace: Trace, { workload, options, counters, sent: requests }: Sharing): IdealPrefixes {
  // What texts share is not known, so that of a trace with a single one nothing is said.
  if (promptsInTrace(trace, { requests }).texts > 0) return null
  const cacheBlock = counters?.kvBlockTokens ?? 1
  const { hitRate } = idealHitTotals(trace, { cacheBlock, requests })
  if (hitRate === null) return null
  const cacheTokens = options.cacheTokens ?? counters?.kvCapacityTokens ?? null
  const source = options.cacheTokens === null ? 'server' : 'flag'
  const outputTokens = options.outputs === 'workload' ? workload.outputTokens : null
  const sized = () => {
    const blocks = counters?.kvBlockTokens ?? trace.blockSize ?? 1
    const hits = sizedPrefixHits(trace, {
      cacheTokens: cacheTokens as number,
      cacheBlock: blocks,
      requests,
      outputTokens,
    })
    return hits.reduce((sum, tokens) => sum + tokens, 0) / promptTokens(trace, requests)
  }
  return {
    cacheBlock,
    idealHitShare: hitRate,
    sized: cacheTokens === null ? null : { cacheTokens, source, idealHitShare: sized() },
  }
}

function promptTokens(trace: Trace, requests: number): number {
  let sum = 0
  for (let at = 0; at < Math.min(requests, trace.arrivalsMs.length); at += 1) sum += trace.request(at).inputTokens ?? 0
  return sum
}
