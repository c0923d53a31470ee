import { join } from 'node:path'
import { createAggregator } from '@sagellm-benchmark/metrics'
import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type FlagName, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { WorkloadResult } from '@sagellm-benchmark/reporters'
import { readReduced, type RunResult } from '@sagellm-benchmark/runner'
import type { ResolvedIo } from '../io.js'
import { cutSentence } from '../plan/fit-to-context.js'
import type { ServerWatch } from './server-watch.js'

export type ReduceOptions = {
  readonly plan: RunPlan
  readonly folder: string
  readonly result: RunResult
  readonly watched: ServerWatch
  readonly io: Pick<ResolvedIo, 'loadKinds'>
  /** Other journals of the same target: what one shows of its chunks holds in all. @default none */
  readonly beside?: readonly string[]
  /** Get every record too, so that the journal is read once for everything. @default [] */
  readonly readers?: readonly RecordReader[]
}

/** What takes records one at a time and keeps what it needs of them. */
type RecordReader = { add(record: RequestRecord): void }

/** Every workload's metrics, from the journal: what is reported is what is on disk. */
export async function reduceJournal(options: ReduceOptions): Promise<WorkloadResult[]> {
  const { plan, folder, result, watched, io, beside = [], readers = [] } = options
  const aggregators = new Map(
    plan.workloads.map((workload) => {
      const outcome = result.workloads.find((each) => each.workload.name === workload.name)
      const kind = loadKindOf(workload.load, io.loadKinds)
      const aggregator = createAggregator({
        serviceLevels: plan.serviceLevels,
        window: kind.window,
        targetConcurrency: kind.drive === 'slots' ? kind.places(workload.load) : null,
        pausing: kind.pauseMs(workload.load, createRandom(plan.seed)) > 0,
        sharedPrefixTokens: workload.sharedPrefixTokens,
        requestedRateRps: kind.rateRps(workload.load),
        unixOffsetMs: result.clockOffsets.toUnixMs,
        clientOverhead: outcome?.clientOverhead ?? null,
        ...seenOf(watched, workload.name),
        flags: [
          ...flagsWhere({ clamped: cutSentence(workload) !== null, interrupted: result.interrupted }),
          ...endingFlags(outcome),
        ],
      })
      return [workload.name, aggregator]
    }),
  )
  const journal = join(folder, 'records.jsonl')
  for await (const record of readReduced(journal, { beside })) {
    aggregators.get(record.workload)?.add(record)
    for (const reader of readers) reader.add(record)
  }
  return plan.workloads.map(({ name, description, load }) => ({
    name,
    description,
    load,
    metrics: withCacheFlag((aggregators.get(name) as ReturnType<typeof createAggregator>).result(), plan),
  }))
}

function seenOf({ workloads }: ServerWatch, name: string) {
  const { peakMemMb = null, peakMemNote = null, serverCounters = null } = workloads.get(name) ?? {}
  return { engine: { peakMemMb }, peakMemNote, serverCounters }
}

/** Waits for prompts that come to more than this share of the load have lowered it. */
const DRY_SHARE = 0.01

/** What the end of a workload says of its numbers. One without an outcome was not begun, because the target could not be reached. */
function endingFlags(outcome: RunResult['workloads'][number] | undefined): FlagName[] {
  if (outcome === undefined) return ['not_started']
  const { stopReason, dry, startedAt, endedAt } = outcome
  if (stopReason === 'prompts_unavailable') return ['prompts_unavailable']
  const loadMs = startedAt === null || endedAt === null ? 0 : endedAt - startedAt
  return flagsWhere({
    stopped_after_errors: stopReason === 'errors' || stopReason === 'target_unreachable',
    prompts_ran_dry: dry.waitedMs > DRY_SHARE * loadMs,
  })
}

/**
 * A server that does not tell its cache hits may have been sent these very prompts before: a seed that was not drawn for this run
 * repeats them.
 */
function withCacheFlag(metrics: AggregatedMetrics, { target, seedDrawn }: RunPlan): AggregatedMetrics {
  const silent = target.kind === 'endpoint' && !seedDrawn && metrics.cache?.verdict === 'unknown'
  return silent ? { ...metrics, flags: [...metrics.flags, 'cache_unknown'] } : metrics
}
