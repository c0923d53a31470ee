import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics, ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { mean } from '../statistics/mean.js'
import { percentileUpperBound } from '../statistics/percentile-upper-bound.js'
import { concurrency } from './concurrency.js'
import { latencyFields, latencySummary, lowSampleNames } from './latency-summary.js'
import { measuredWindows, type WindowKind } from './measured-windows.js'
import { createRunTally } from './run-tally.js'
import { requestSamples } from './request-samples.js'
import { type RunFigures, runFigures } from './run-figures.js'
import { runIntervals } from './run-intervals.js'
import { createRunTable, rowsByRound, type RunTable, selectRows } from './run-table.js'
import { steadyThroughput } from './steady-throughput.js'
import { createTokenArrivals } from './token-arrivals.js'

/** What the engine said about itself over the run; everything else stays `null`. */
export type EngineFigures = Pick<
  AggregatedMetrics,
  | 'peakMemMb'
  | 'totalKvUsedTokens'
  | 'totalKvUsedBytes'
  | 'avgPrefixHitRate'
  | 'totalEvictCount'
  | 'totalEvictMs'
  | 'avgSpecAcceptRate'
>

export type AggregateOptions = {
  /** Limits that define a good request. @default none: goodput is null */
  readonly serviceLevels?: readonly ServiceLevel[]
  /** What counts as measured time. @default 'continuous' */
  readonly window?: WindowKind
  /** Requests in flight at full load, in closed-loop load. @default null: no steady window */
  readonly targetConcurrency?: number | null
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
  /** Chunk stamps kept in memory; beyond it percentiles of ITL are within 0.1 %. @default 8 million (64 MB) */
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
  const { serviceLevels = [], exactItlUpTo = 8_000_000 } = options
  const rows = createRunTable(serviceLevels)
  const arrivals = createTokenArrivals(exactItlUpTo)
  const tally = createRunTally()
  return {
    add(record) {
      if (record.phase !== 'measured') return
      rows.add(record)
      arrivals.add(record)
      tally.add(record)
    },
    result() {
      const table = rows.build()
      const { window = 'continuous', unixOffsetMs = null, requestedRateRps = null } = options
      const windows = measuredWindows(table, window)
      const samples = requestSamples(table)
      const goodputAsked = serviceLevels.length > 0
      const run = runFigures(table, { windows, goodputAsked, samples })
      const rounds = roundFigures(table, { window, goodputAsked })
      const steady = steadyThroughput(table, {
        arrivals,
        targetConcurrency: window === 'continuous' ? (options.targetConcurrency ?? null) : null,
      })
      const inFlight = concurrency(table, windows)
      const gaps = arrivals.gaps()
      const coalescedShare = arrivals.coalescedShare()
      const unixSeconds = (stamp: number | undefined) =>
        stamp === undefined || unixOffsetMs === null ? null : (stamp + unixOffsetMs) / 1000
      const { counts, figures } = run
      const figure = (name: string) => figures[name] ?? null
      const tbt = latencySummary(samples.tbt)

      return {
        ...latencyFields('Ttft', latencySummary(samples.ttft)),
        ...latencyFields('Tbt', tbt),
        ...latencyFields('Tpot', tbt),
        ...latencyFields('Itl', gaps.summary),
        ...latencyFields('E2el', latencySummary(samples.e2el)),
        ...latencyFields('TtftFromSchedule', latencySummary(samples.ttftFromSchedule)),
        avgTtfoMs: mean(samples.ttfo),
        avgThroughputTps: figure('avg_throughput_tps'),
        outputThroughputTps: figure('output_throughput_tps'),
        inputThroughputTps: figure('input_throughput_tps'),
        totalThroughputTps: figure('total_throughput_tps'),
        requestThroughputRps: figure('request_throughput_rps'),
        steadyOutputThroughputTps: steady.tps,
        goodputRps: figure('goodput_rps'),
        sloAttainment: figure('slo_attainment'),
        errorRate: figure('error_rate'),
        avgConcurrency: inFlight.average,
        peakConcurrency: inFlight.peak,
        requestedRateRps,
        achievedRateRps: requestedRateRps === null ? null : startRate(table),

        totalRequests: rows.length,
        successfulRequests: counts.ok,
        failedRequests: counts.failed,
        cancelledByRun: counts.cancelledByRun,
        errorsByClass: tally.errorsByClass(),
        totalInputTokens: run.inputTokens,
        totalOutputTokens: run.outputTokens,
        partialOutputChunks: tally.partialChunks(),
        tokenCountSources: tally.tokenCountSources(),
        coalescedShare,

        ...engineUnknown,
        ...options.engine,

        totalTimeS: run.seconds,
        startTime: unixSeconds(windows[0]?.from),
        endTime: unixSeconds(windows.at(-1)?.to),
        rounds: rounds.length,

        intervals: withTpot(runIntervals({ run, rounds, samples, seed: options.seed ?? 0 })),
        percentileBounds: percentileBounds({
          ttft: samples.ttft,
          ttft_from_schedule: samples.ttftFromSchedule,
          tbt: samples.tbt,
          tpot: samples.tbt,
          e2el: samples.e2el,
          // Gaps of one stream depend on one another, so that no count of them certifies anything.
          itl: new Float64Array(0),
        }),
        lowSample: [
          ...lowSampleNames('ttft', samples.ttft.length),
          ...lowSampleNames('tbt', samples.tbt.length),
          ...lowSampleNames('tpot', samples.tbt.length),
          ...lowSampleNames('itl', gaps.n),
          ...lowSampleNames('e2el', samples.e2el.length),
          ...lowSampleNames('ttft_from_schedule', samples.ttftFromSchedule.length),
        ],
        flags: [
          ...new Set([
            ...tally.flags(),
            ...(options.clientOverhead?.clientSaturated ? ['client_saturated'] : []),
            ...((coalescedShare ?? 0) > 0.1 ? ['itl_coalesced'] : []),
            ...(arrivals.exact ? [] : ['itl_percentiles_rounded']),
            ...(steady.estimated ? ['steady_tokens_estimated'] : []),
            ...(options.flags ?? []),
          ]),
        ],
        clientOverhead: options.clientOverhead ?? null,
      }
    },
  }
}

const engineUnknown: EngineFigures = {
  peakMemMb: null,
  totalKvUsedTokens: null,
  totalKvUsedBytes: null,
  avgPrefixHitRate: null,
  totalEvictCount: null,
  totalEvictMs: null,
  avgSpecAcceptRate: null,
}

function roundFigures(table: RunTable, how: { window: WindowKind; goodputAsked: boolean }): RunFigures[] {
  // A round of continuous load is judged over its own stretch, first start to last end.
  const kind = how.window === 'batch' ? 'batch' : 'rounds'
  return [...rowsByRound(table).values()].map((rows) => {
    const round = selectRows(table, rows)
    return runFigures(round, { windows: measuredWindows(round, kind), goodputAsked: how.goodputAsked })
  })
}

/** Starts per second, from the gaps between them: n starts have n - 1. `null` below two, or all at one instant. */
function startRate(table: RunTable): number | null {
  const first = table.startAt.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = table.startAt.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return last > first ? (table.startAt.length - 1) / ((last - first) / 1000) : null
}

/** TPOT is TBT under another name, and so are its intervals. */
function withTpot(intervals: AggregatedMetrics['intervals']): AggregatedMetrics['intervals'] {
  const renamed = Object.entries(intervals)
    .filter(([name]) => name.endsWith('_tbt_ms'))
    .map(([name, interval]) => [name.replace('_tbt_', '_tpot_'), interval])
  return { ...intervals, ...Object.fromEntries(renamed) }
}

function percentileBounds(samples: Record<string, Float64Array>): Record<string, number | null> {
  const bounds: Record<string, number | null> = {}
  for (const [name, values] of Object.entries(samples)) {
    const sorted = values.slice().sort()
    bounds[`p95_${name}_ms`] = percentileUpperBound(sorted, 0.95)
    bounds[`p99_${name}_ms`] = percentileUpperBound(sorted, 0.99)
  }
  return bounds
}
