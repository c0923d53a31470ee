import { join } from 'node:path'
import { createAggregator } from '@sagellm-benchmark/metrics'
import { type Gate, gateOf, judgeThresholds } from '@sagellm-benchmark/metrics/thresholds'
import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics, ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { hasChatTemplate } from '@sagellm-benchmark/protocol-types/engine'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type FlagName, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { WorkloadResult } from '@sagellm-benchmark/reporters'
import { readReduced, type RunResult } from '@sagellm-benchmark/runner'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import type { ResolvedIo } from '../io.js'
import type { RunPartWorkload } from '../run/run-parts.js'
import { cutSentence } from '../plan/fit-to-context.js'
import { lostSentences } from '../shards/shard-sentences.js'
import type { ServerWatch } from './server-watch.js'
import { replayAskedOf } from './replay-asked.js'
import { worstOverhead } from './worst-overhead.js'

export type ReduceOptions = {
  readonly plan: RunPlan
  readonly folder: string
  readonly result: EndedRun
  readonly watched: Pick<ServerWatch, 'workloads'>
  readonly io: Pick<ResolvedIo, 'loadKinds'> & Partial<Pick<ResolvedIo, 'sources'>>
  /** Traces that the plan names, by their key; `undefined`: nobody looked, and nothing is said of a replay. */
  readonly traces?: ReadonlyMap<string, Trace>
  /** Other journals of the same target: what one shows of its chunks holds in all. @default none */
  readonly beside?: readonly string[]
  /** What each earlier part of a resumed run knew beside its records; `null` for one that was killed. @default none */
  readonly earlier?: readonly (readonly RunPartWorkload[] | null)[]
  /** Get every record too, so that the journal is read once for everything. @default [] */
  readonly readers?: readonly RecordReader[]
  /** Leaves records out, of a run that was cut off. @default all count */
  readonly select?: (records: AsyncIterable<RequestRecord>) => AsyncIterable<RequestRecord>
}

/** What figures need of how a run ended. */
type EndedRun = Pick<RunResult, 'interrupted'> & {
  readonly clockOffsets: Pick<RunResult['clockOffsets'], 'toUnixMs'>
  readonly workloads: readonly EndedWorkload[]
}

type EndedWorkload = Pick<
  RunResult['workloads'][number],
  'workload' | 'stopReason' | 'dry' | 'startedAt' | 'endedAt' | 'precision' | 'lost'
> & {
  readonly clientOverhead: ClientOverhead | null
  /** Why the load was not the one that was asked for, beside what the records show. @default what `lost` says */
  readonly notKept?: readonly string[]
}

/** What takes records one at a time and keeps what it needs of them. */
type RecordReader = { add(record: RequestRecord): void }

/** Every workload's metrics, from the journal: what is reported is what is on disk. */
export async function reduceJournal(options: ReduceOptions): Promise<WorkloadResult[]> {
  const { plan, folder, result, watched, io, beside = [], earlier = [], readers = [], select = (all) => all } = options
  const { traces } = options
  const aggregators = new Map(
    plan.workloads.map((workload) => {
      const outcome = result.workloads.find((each) => each.workload.name === workload.name)
      const kind = loadKindOf(workload.load, io.loadKinds)
      const before = earlier.map((part) => part?.find((each) => each.workload === workload.name) ?? null)
      const seen = seenOf(watched, workload.name)
      const aggregator = createAggregator({
        serviceLevels: plan.serviceLevels,
        window: kind.window,
        // Places and rates of a workload of sessions are of sessions, not of requests.
        targetConcurrency: kind.drive === 'slots' && !ofSessions(workload) ? kind.places(workload.load) : null,
        pausing: kind.pauseMs(workload.load, createRandom(plan.seed)) > 0,
        sharedPrefixTokens: workload.sharedPrefixTokens + (workload.tracedPrefixTokens ?? 0),
        // A conversation as a plain text has the words of its roles, which all conversations share.
        ...(hasChatTemplate(plan.target) || ofSessions(workload) ? {} : { templateTokens: 0 }),
        requestedRateRps: ofSessions(workload) ? null : kind.rateRps(workload.load),
        unixOffsetMs: result.clockOffsets.toUnixMs,
        clientOverhead: worstOverhead([
          ...before.map((each) => each?.clientOverhead ?? null),
          outcome?.clientOverhead ?? null,
        ]),
        ...seen,
        replay: traces ? replayAskedOf({ plan, workload, traces, counters: seen.serverCounters, io }) : null,
        flags: [
          ...flagsWhere({
            clamped: cutSentence(workload) !== null,
            random_prompt_text: workload.promptText?.includes('random') === true,
            interrupted: result.interrupted,
          }),
          ...endingFlags(outcome),
          ...before.flatMap((each) => each?.flags ?? []),
        ],
      })
      return [workload.name, aggregator]
    }),
  )
  const journal = join(folder, 'records.jsonl')
  const counts = countedRounds(result)
  for await (const record of select(readReduced(journal, { beside }))) {
    if (record.phase === 'measured' && record.round >= (counts.get(record.workload) ?? Number.POSITIVE_INFINITY))
      continue
    aggregators.get(record.workload)?.add(record)
    for (const reader of readers) reader.add(record)
  }
  const gate = gateOf(plan)
  return plan.workloads.map(({ name, description, load, requests }) => {
    const outcome = result.workloads.find(({ workload }) => workload.name === name)
    const metrics = withCacheFlag((aggregators.get(name) as ReturnType<typeof createAggregator>).result(), plan)
    // Without its part of the arrivals the load was not the one that was asked for, and allows no verdict.
    const notKept = outcome ? (outcome.notKept ?? lostSentences(outcome)) : []
    const loadNotKept = [...metrics.loadNotKept, ...notKept]
    return {
      name,
      description,
      load,
      requestsAsked: asksForTime(plan) ? null : requests * plan.rounds,
      metrics: judged(gate, { ...metrics, loadNotKept, precision: outcome?.precision ?? null }),
    }
  })
}

function judged(gate: Gate, metrics: AggregatedMetrics): AggregatedMetrics {
  return { ...metrics, thresholds: judgeThresholds(gate, metrics) }
}

function ofSessions({ sessions }: RunPlan['workloads'][number]): boolean {
  return sessions != null
}

/** Rounds that were measured whole, of workloads that ended once they were precise: requests of a round that was under way are left out. */
function countedRounds({ workloads }: EndedRun): Map<string, number> {
  return new Map(workloads.flatMap(({ workload, precision }) => (precision ? [[workload.name, precision.rounds]] : [])))
}

function asksForTime({ stop, untilPrecise }: RunPlan): boolean {
  return stop.durationSeconds !== null || untilPrecise !== null
}

function seenOf({ workloads }: Pick<ServerWatch, 'workloads'>, name: string) {
  const { peakMemMb = null, peakMemNote = null, serverCounters = null, slotRelease = null } = workloads.get(name) ?? {}
  return { engine: { peakMemMb }, peakMemNote, serverCounters, slotRelease }
}

/** Where waits for prompts take more than this share of the load's time, the load was lower than asked. */
const DRY_SHARE = 0.01

/** What this part of a run knows of its workloads beside the records, for a part that goes on. */
export function partWorkloads({ workloads }: RunResult): RunPartWorkload[] {
  return workloads.map((outcome) => ({
    workload: outcome.workload.name,
    clientOverhead: outcome.clientOverhead,
    flags: flagsWhere({ prompts_ran_dry: ranDry(outcome) }),
  }))
}

/** Flags that follow from how a workload ended. One without an outcome was not begun, because the target could not be reached. */
function endingFlags(outcome: EndedWorkload | undefined): FlagName[] {
  if (outcome === undefined) return ['not_started']
  const { stopReason } = outcome
  if (stopReason === 'prompts_unavailable') return ['prompts_unavailable']
  return flagsWhere({
    stopped_after_errors: stopReason === 'errors' || stopReason === 'target_unreachable',
    prompts_ran_dry: ranDry(outcome),
    shard_lost: (outcome.lost ?? []).length > 0,
  })
}

function ranDry({ dry, startedAt, endedAt }: Pick<EndedWorkload, 'dry' | 'startedAt' | 'endedAt'>): boolean {
  const loadMs = startedAt === null || endedAt === null ? 0 : endedAt - startedAt
  return dry.waitedMs > DRY_SHARE * loadMs
}

/**
 * Flags a server that does not report its cache hits and may have seen the same prompts before, because the seed was not drawn for this
 * run.
 */
function withCacheFlag(metrics: AggregatedMetrics, { target, seedDrawn }: RunPlan): AggregatedMetrics {
  const cacheUnknown = target.kind === 'endpoint' && !seedDrawn && metrics.cache?.verdict === 'unknown'
  return cacheUnknown ? { ...metrics, flags: [...metrics.flags, 'cache_unknown'] } : metrics
}
