import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import { createAggregator } from '@sagellm-benchmark/metrics'
import { type CapturedRounds, createRoundsTally } from '@sagellm-benchmark/metrics/comparison'
import {
  type CacheVerdict,
  type CacheVerdictOptions,
  createCacheTally,
  createSessionTally,
} from '@sagellm-benchmark/metrics/verdicts'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { CapturedCell, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { clientStalled } from '../load/flag-stalled.js'
import type { ComparisonCell } from './comparison-cells.js'

/** An unmeasured request as it is kept. Only who sent it knows the digest of its prompt. */
type WarmupSample = Omit<CapturedCell['samples'][number], 'promptDigest'>

/**
 * What one target did in one cell, reduced while the records come: columns and counts, no record. A comparison of any length fits
 * in memory, and the same numbers come out of its journal.
 */
export interface CellTally {
  readonly cell: ComparisonCell
  /** Takes records of this cell, in any order. */
  add(record: RequestRecord): void
  rounds(): CapturedRounds
  cache(options: Omit<CacheVerdictOptions, 'sharedPrefixTokens'>): CacheVerdict
  metrics(): AggregatedMetrics
  readonly errorClasses: Readonly<Record<string, number>>
  readonly finishReasons: Readonly<Record<string, number>>
  readonly recordFlags: Readonly<Record<string, number>>
  /** Rounds with a request that was in flight while the client stood still. */
  readonly stalledRounds: ReadonlySet<number>
  /** Of the answers that succeeded; `null` where no length is known. */
  outputTokens(): CapturedCell['outputTokens']
  /** Of the measured requests; `null` where none is known. */
  meanPromptTokens(): number | null
  readonly samples: readonly WarmupSample[]
  /** Of the measured requests, those that the run cut off included. */
  readonly counts: NonNullable<TargetCapture['clientCounts']>
  /** Of the first record. */
  readonly promptLengthBasis: RequestRecord['promptLengthBasis'] | null
}

export function createCellTally(cell: ComparisonCell, { seed }: { readonly seed: number }): CellTally {
  const rounds = createRoundsTally({ window: cell.window, places: fullPlaces(cell, seed) })
  const cache = createCacheTally()
  const { sharedPrefixTokens } = cell.workload
  // Turns share on purpose what went before; how much that is shows in their records.
  const sessions = cell.workload.sessions == null ? null : createSessionTally({ sharedPrefixTokens })
  const aggregator = createAggregator({ window: cell.window })
  const errorClasses: Record<string, number> = {}
  const finishReasons: Record<string, number> = {}
  const recordFlags: Record<string, number> = {}
  const stalledRounds = new Set<number>()
  const samples: WarmupSample[] = []
  const output = createSpread()
  const prompts = createSpread()
  let counts: CellTally['counts'] = { requests: 0, promptTokens: 0, outputTokens: 0 }
  let basis: CellTally['promptLengthBasis'] = null

  return {
    cell,
    errorClasses,
    finishReasons,
    recordFlags,
    stalledRounds,
    samples,
    add(record) {
      basis ??= record.promptLengthBasis
      aggregator.add(record)
      if (record.phase === 'warmup') return void samples.push(sampleOf(record))
      counts = addCounts(counts, { requests: 1, promptTokens: record.promptTokens, outputTokens: record.outputTokens })
      if (record.promptTokens !== null) prompts.add(record.promptTokens)
      if (wasCancelled(record.errorClass)) return
      rounds.add(record)
      cache.add(record)
      sessions?.add(record)
      for (const flag of record.flags) count(recordFlags, flag)
      if (record.flags.includes(clientStalled)) stalledRounds.add(record.round)
      if (record.errorClass !== null) return count(errorClasses, record.errorClass)
      count(finishReasons, record.finishReason ?? 'none')
      if (record.outputTokens !== null) output.add(record.outputTokens)
    },
    rounds: () => rounds.result(),
    cache(options) {
      const ofSessions = sessions?.result().intendedCachedTokens ?? null
      return cache.verdict({ ...options, sharedPrefixTokens: ofSessions ?? sharedPrefixTokens })
    },
    metrics: () => aggregator.result(),
    outputTokens: () => output.result(),
    meanPromptTokens: () => prompts.result()?.mean ?? null,
    get counts() {
      return counts
    },
    get promptLengthBasis() {
      return basis
    },
  }
}

/** Both together; `null` where a part is not known. */
export function addCounts(a: CellTally['counts'], b: CellTally['counts']): CellTally['counts'] {
  const plus = (x: number | null, y: number | null) => (x === null || y === null ? null : x + y)
  return {
    requests: a.requests + b.requests,
    promptTokens: plus(a.promptTokens, b.promptTokens),
    outputTokens: plus(a.outputTokens, b.outputTokens),
  }
}

/** Requests that a closed loop keeps in flight; `null` where its places rest between two requests, and in every other load. */
function fullPlaces({ workload, inFlight }: ComparisonCell, seed: number): number | null {
  return loadKindOf(workload.load).pauseMs(workload.load, createRandom(seed)) > 0 ? null : inFlight
}

function sampleOf(record: RequestRecord): WarmupSample {
  const { requestId, promptTokens, outputTokens, finishReason, outputText, errorClass } = record
  return { requestId, promptTokens, outputTokens, finishReason, answer: outputText, errorClass }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

function createSpread() {
  let sum = 0
  let n = 0
  let min = Number.POSITIVE_INFINITY
  let max = 0
  return {
    add(value: number) {
      sum += value
      n += 1
      min = Math.min(min, value)
      max = Math.max(max, value)
    },
    result: () => (n === 0 ? null : { min, max, mean: sum / n }),
  }
}
