import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics, ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { EngineFigures } from '../formulas/formulas.js'
import { mean } from '../statistics/mean.js'
import { concurrency } from './concurrency.js'
import { measuredPart } from './measured-part.js'
import { measuredWindows, type WindowKind } from './measured-windows.js'
import { roundFigures } from './part-figures.js'
import { runFigures } from './run-figures.js'
import { createCacheTally } from '../verdicts/cache-verdict.js'
import { createCountNotes } from './count-notes.js'
import { createMissedLengths, loadNotKept } from './load-kept.js'
import { createRunTable, type RunTable } from './run-table.js'
import { stalledTail } from './stalled-tail.js'
import { createRunLengths } from './run-lengths.js'
import { createRunTally } from './run-tally.js'
import { startRate } from './start-rate.js'
import { steadyThroughput } from './steady-throughput.js'
import { tbtShares } from './tbt-shares.js'
import { createTokenArrivals } from './token-arrivals.js'

export type AggregateOptions = {
  /** Limits that define a good request. @default none: goodput is null */
  readonly serviceLevels?: readonly ServiceLevel[]
  /** What counts as measured time. @default 'continuous' */
  readonly window?: WindowKind
  /** Requests in flight at full load, in closed-loop load. @default null: no steady window */
  readonly targetConcurrency?: number | null
  /** Whether a place of a closed loop rests between two requests, so that it need not be full. @default false */
  readonly pausing?: boolean
  /** Prompt tokens that requests share on purpose. @default 0 */
  readonly sharedPrefixTokens?: number
  /** The rate asked for, in open-loop load, requests per second. @default null */
  readonly requestedRateRps?: number | null
  /** Unix time minus record time, ms. @default null: start and end time are null */
  readonly unixOffsetMs?: number | null
  /** @default null */
  readonly clientOverhead?: ClientOverhead | null
  /** @default all null */
  readonly engine?: Partial<EngineFigures>
  /** Flags that do not show in the records: `cache_contaminated`, `interrupted`. @default none */
  readonly flags?: readonly string[]
  /** Of the bootstrap. @default 0 */
  readonly seed?: number
  /** Chunk stamps kept in memory; beyond it percentiles of ITL are within 0.1 %. @default 4 million (32 MB) */
  readonly exactItlUpTo?: number
}

/** Takes the records of one run of one workload, one at a time and in any order, and reduces them to its metrics. */
export interface Aggregator {
  /** Warm-up records are ignored. The record is not kept. */
  add(record: RequestRecord): void
  result(): AggregatedMetrics
}

/**
 * An aggregator in bounded memory: about 105 bytes a request and 8 bytes a chunk up to `exactItlUpTo` chunks, so that a million
 * requests fit in a few hundred megabytes.
 *
 * @example
 * const aggregator = createAggregator({ serviceLevels: [{ metric: 'ttft_ms', maxMs: 200 }] })
 * for await (const record of records) aggregator.add(record)
 * aggregator.result().p99TtftMs
 */
export function createAggregator(options: AggregateOptions = {}): Aggregator {
  const { serviceLevels = [], exactItlUpTo = 4_000_000 } = options
  const rows = createRunTable(serviceLevels)
  const arrivals = createTokenArrivals(exactItlUpTo)
  const tally = createRunTally()
  const missed = createMissedLengths()
  const notes = createCountNotes()
  const lengths = createRunLengths()
  const hits = createCacheTally()
  return {
    add(record) {
      if (record.phase !== 'measured') return
      rows.add(record)
      arrivals.add(record)
      tally.add(record)
      missed.add(record)
      notes.add(record)
      lengths.add(record)
      hits.add(record)
    },
    result() {
      const table = rows.build()
      const { window = 'continuous', unixOffsetMs = null, requestedRateRps = null } = options
      const withGoodput = serviceLevels.length > 0
      const windows = measuredWindows(table, window)
      const part = measuredPart(table, { windows, withGoodput })
      const rounds = roundFigures(table, { window, withGoodput })
      const targetConcurrency = window === 'continuous' ? (options.targetConcurrency ?? null) : null
      const steady = steadyThroughput(table, { arrivals, targetConcurrency })
      const coalescedShare = arrivals.coalescedShare()
      const tbt = tbtShares(table)
      const run = {
        steadyTps: steady.tps,
        concurrency: concurrency(table, windows),
        requestedRateRps,
        startRateRps: startRate(table),
        coalescedShare,
        silentFirstTokenShare: mean(table.silentFirst.filter((each) => !Number.isNaN(each))),
        tbtLeftOutShare: tbt.leftOut,
        tbtUnusableShare: tbt.unusable,
      }
      const { fields, ...trust } = runFigures({
        table,
        part,
        run,
        engine: { avgPrefixHitRate: hits.verdict().hitShare, ...options.engine },
        gaps: arrivals.gaps(),
        rounds,
        seed: options.seed ?? 0,
      })
      const unixSeconds = (stamp: number | undefined) =>
        stamp === undefined || unixOffsetMs === null ? null : (stamp + unixOffsetMs) / 1000
      const { counts } = part
      const cache = hits.verdict({ sharedPrefixTokens: options.sharedPrefixTokens ?? 0 })
      const clientOverhead = overheadWithTail(options.clientOverhead ?? null, table)
      const notKept = loadNotKept(table, {
        concurrency: options.pausing ? null : targetConcurrency,
        clientOverhead,
        missed: missed.result(),
      })
      return {
        ...fields,

        totalRequests: rows.length,
        successfulRequests: counts.ok,
        failedRequests: counts.failed,
        cancelledByRun: counts.cancelledByRun,
        errorsByClass: tally.errorsByClass(),
        failureExamples: tally.failureExamples(),
        totalInputTokens: part.inputTokens,
        totalOutputTokens: part.outputTokens,
        unjudgedRequests: part.unjudged,
        lengths: lengths.result(),
        partialOutputChunks: tally.partialChunks(),
        tokenCountSources: tally.tokenCountSources(),

        totalTimeS: part.seconds,
        startTime: unixSeconds(windows[0]?.from),
        endTime: unixSeconds(windows.at(-1)?.to),
        rounds: rounds.length,

        ...trust,
        flags: [
          ...new Set([
            ...tally.flags(),
            ...(clientOverhead?.clientSaturated ? ['client_saturated'] : []),
            ...(cache.verdict === 'contaminated' ? ['cache_contaminated'] : []),
            ...(notKept.length > 0 ? ['load_not_kept'] : []),
            ...((coalescedShare ?? 0) > 0.1 ? ['itl_coalesced'] : []),
            ...(tbt.heldBack ? ['stream_held_back'] : []),
            ...((part.unjudged ?? 0) > 0 ? ['slo_unjudged'] : []),
            ...(arrivals.exact ? [] : ['itl_percentiles_rounded']),
            ...(steady.estimated ? ['steady_tokens_estimated'] : []),
            ...(options.flags ?? []),
          ]),
        ],
        cache,
        loadNotKept: notKept,
        countNotes: notes.result(),
        clientOverhead,
      }
    },
  }
}

/** A stall that touched one of the slowest requests has made p99 the client's. */
function overheadWithTail(overhead: ClientOverhead | null, table: RunTable): ClientOverhead | null {
  if (overhead === null || !stalledTail(table)) return overhead
  const reason = 'a stall of the client touched one of the requests that make p99'
  return { ...overhead, clientSaturated: true, reasons: [...overhead.reasons, reason] }
}
