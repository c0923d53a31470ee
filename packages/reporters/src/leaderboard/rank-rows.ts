import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { figuresIn, type PlacedFigure } from '@sagellm-benchmark/protocol-types/metrics'
import type { LeaderboardRow } from './leaderboard-rows.js'

export type RankedRow = LeaderboardRow & {
  /** From 1; `null` where it is not ranked: no throughput is known, or it was simulated. */
  readonly rank: number | null
}

/**
 * Rows by workload, the highest output throughput first. A rank is one more than the number of entries that are clearly
 * faster, those whose whole 95 % interval lies above: entries that the data cannot tell apart share a rank. Without intervals
 * the bare values decide. What was simulated stands below what was measured and has no rank.
 */
export function rankRows(rows: readonly LeaderboardRow[]): RankedRow[] {
  const workloads = [...new Set(rows.map((row) => row.workload))]
  return workloads.flatMap((workload) => {
    const own = rows.filter((row) => row.workload === workload)
    const ranked = own.filter(isRanked)
    const others = own.filter((row) => !isRanked(row))
    return [
      ...[...ranked].sort(byThroughput).map((row) => ({
        ...row,
        rank: 1 + ranked.filter((other) => low(other) > high(row)).length,
      })),
      ...[...others].sort(byThroughput).map((row) => ({ ...row, rank: null })),
    ]
  })
}

/** What entries are ranked by. */
const by = 'outputThroughputTps'
export const rankedFigure = figuresIn('tile').find(({ field }) => field === by) as PlacedFigure<'tile'>

/** The value that ranks a row, with its interval. */
export function rankedValue({ figures, intervals }: LeaderboardRow): {
  readonly value: number | null
  readonly interval: Interval | null
} {
  return { value: figures[by], interval: intervals[rankedFigure.name] ?? null }
}

function isRanked(row: LeaderboardRow): boolean {
  return rankedValue(row).value !== null && !row.simulated
}

function byThroughput(a: LeaderboardRow, b: LeaderboardRow): number {
  return (rankedValue(b).value ?? -1) - (rankedValue(a).value ?? -1)
}

function low(row: LeaderboardRow): number {
  const { value, interval } = rankedValue(row)
  return interval?.low ?? value ?? 0
}

function high(row: LeaderboardRow): number {
  const { value, interval } = rankedValue(row)
  return interval?.high ?? value ?? 0
}
