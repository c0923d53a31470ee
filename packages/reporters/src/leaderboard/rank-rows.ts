import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { figuresIn, type PlacedFigure } from '@sagellm-benchmark/protocol-types/metrics'
import type { GroupedRow } from './group-alike.js'
import type { LeaderboardRow } from './leaderboard-rows.js'

export type RankedRow = GroupedRow & {
  /** From 1; `null` where it is not ranked: no throughput is known, it has no interval or no other to be set against, or it was simulated. */
  readonly rank: number | null
}

/**
 * Rows by workload and group, the highest output throughput first. A rank is one more than the number of entries that are clearly
 * faster, those whose whole 95 % interval lies above: entries that the data cannot tell apart share a rank. Without an
 * interval it is not known whether entries differ, so there is no rank. What was simulated stands below what was measured and has none.
 */
export function rankRows(rows: readonly GroupedRow[]): RankedRow[] {
  return parts(rows).flatMap((own) => {
    const measured = own.filter(isMeasured)
    const others = own.filter((row) => !isMeasured(row))
    const bounded = measured.filter((row) => boundsOf(row) !== null)
    // A single interval has no other to be compared with.
    const ranked = bounded.length > 1 || measured.length === 1 ? bounded : []
    return [
      ...[...measured].sort(byThroughput).map((row) => ({ ...row, rank: rankAmong(ranked, row) })),
      ...[...others].sort(byThroughput).map((row) => ({ ...row, rank: null })),
    ]
  })
}

function rankAmong(ranked: readonly GroupedRow[], row: GroupedRow): number | null {
  const own = boundsOf(row)
  if (own === null || !ranked.includes(row)) return null
  return 1 + ranked.filter((other) => (boundsOf(other)?.low ?? 0) > own.high).length
}

/** The rows that are ranked against each other: those of one workload and group. */
export function parts<Row extends GroupedRow>(rows: readonly Row[]): Row[][] {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.workload, row.group])
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return [...found.values()]
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

/** Whether it was measured and has a throughput: simulated ones are not set against it. */
export function isMeasured(row: LeaderboardRow): boolean {
  return rankedValue(row).value !== null && !row.simulated
}

function byThroughput(a: LeaderboardRow, b: LeaderboardRow): number {
  return (rankedValue(b).value ?? -1) - (rankedValue(a).value ?? -1)
}

/** Its 95 % interval; `null` where it has none, or one with an open end. */
function boundsOf(row: LeaderboardRow): { readonly low: number; readonly high: number } | null {
  const { low = null, high = null } = rankedValue(row).interval ?? {}
  return low === null || high === null ? null : { low, high }
}
