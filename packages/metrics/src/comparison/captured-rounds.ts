import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { partFigures } from '../run/part-figures.js'
import { type RoundStatistics, type RoundStatisticsOptions, roundStatistics } from '../run/round-statistics.js'
import { createRunTable, rowsByRound, type RunTable, selectRows } from '../run/run-table.js'

/** One target as a comparison needs it: one scenario, one batch size. */
export type CapturedRounds = {
  readonly rounds: readonly RoundStatistics[]
  /** Consecutive rounds taken together until a percentile of them means something. */
  readonly blocks: readonly RoundStatistics[]
  /** How many; a block's number is that of its rounds divided by this. */
  readonly roundsPerBlock: number
  readonly requests: number
  readonly failed: number
}

export type CapturedRoundsOptions = RoundStatisticsOptions & {
  /** Requests that a block holds at least. @default 25 */
  readonly blockRequests?: number
}

/**
 * The rounds of one target, and blocks of them for the percentiles. A last block that stays too small is left out.
 *
 * What the run itself cut off is no request here: it neither succeeded nor failed.
 *
 * @param records - of one scenario, one batch size and one target; warm-up records are ignored.
 * @example compareTargets({ target: 'b', baseline: capturedRounds(recordsA), candidate: capturedRounds(recordsB) })
 */
export function capturedRounds(
  records: Iterable<RequestRecord>,
  { blockRequests = 25, ...options }: CapturedRoundsOptions = {},
): CapturedRounds {
  const measured = [...records].filter(
    ({ phase, errorClass }) => phase === 'measured' && errorClass !== 'cancelled_by_run',
  )
  const rounds = roundStatistics(measured, options)
  const builder = createRunTable([])
  for (const record of measured) builder.add(record)
  const largest = Math.max(1, ...rounds.map(({ requests }) => requests))
  const roundsPerBlock = Math.ceil(blockRequests / largest)
  return {
    rounds,
    blocks: blocksOf(builder.build(), { blockRequests, roundsPerBlock, window: options.window ?? 'batch' }),
    roundsPerBlock,
    requests: measured.length,
    failed: rounds.reduce((total, { failed }) => total + failed, 0),
  }
}

type Blocking = {
  readonly blockRequests: number
  readonly roundsPerBlock: number
  readonly window: 'batch' | 'rounds'
}

function blocksOf(table: RunTable, { blockRequests, roundsPerBlock, window }: Blocking): RoundStatistics[] {
  const grouped = new Map<number, number[]>()
  // By round number, not by count: both targets must put the same rounds into the same block.
  for (const [round, rows] of rowsByRound(table)) {
    const block = Math.floor(round / roundsPerBlock)
    grouped.set(block, [...(grouped.get(block) ?? []), ...rows])
  }
  return [...grouped].flatMap(([round, rows]) => {
    if (rows.length < blockRequests) return []
    const { part, figures } = partFigures(selectRows(table, rows), { window, goodputAsked: false })
    return [{ round, requests: rows.length, failed: part.counts.failed, figures }]
  })
}
