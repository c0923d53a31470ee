import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ReachedLoad } from '@sagellm-benchmark/protocol-types/comparison'
import { tbtQuality } from '../request/tbt-quality.js'
import { partFigures } from '../run/part-figures.js'
import { type RoundStatistics, type RoundStatisticsOptions, roundsOfTable } from '../run/round-statistics.js'
import { createRunTable, rowsByRound, type RunTable, selectRows } from '../run/run-table.js'
import { reachedLoad, reachedNotKept } from './reached-load.js'
import { isTbtUnusable, type TbtShares, tbtShares } from '../run/tbt-shares.js'

/** Requests below which a percentile of a block says little. */
export const BLOCK_REQUESTS = 25

/** One target as a comparison needs it: one scenario, one load. */
export type CapturedRounds = {
  readonly rounds: readonly RoundStatistics[]
  /** Consecutive rounds taken together until a percentile of them means something. */
  readonly blocks: readonly RoundStatistics[]
  /** How many; a block's number is that of its rounds divided by this. */
  readonly roundsPerBlock: number
  readonly requests: number
  readonly failed: number
  /** How far the time between tokens can be trusted. @default not known: no verdict is withheld for it */
  readonly tbt?: TbtShares | null
  /** The load that was seen. @default not known */
  readonly reached?: ReachedLoad | null
  /** Why that is not the load that was asked for. @default not known */
  readonly loadNotKept?: readonly string[]
}

export type CapturedRoundsOptions = RoundStatisticsOptions & {
  /** Requests that a block holds at least. @default 25 */
  readonly blockRequests?: number
  /** Requests that a closed loop keeps in flight without a pause between them. @default null: no closed loop */
  readonly places?: number | null
}

/**
 * The rounds of one target, and blocks of them for the percentiles. A last block that stays too small is left out.
 *
 * What the run itself cut off is no request here: it neither succeeded nor failed.
 *
 * @param records - of one scenario, one load and one target; warm-up records are ignored.
 * @example compareTargets({ target: 'b', baseline: capturedRounds(recordsA), candidate: capturedRounds(recordsB) })
 */
export function capturedRounds(records: Iterable<RequestRecord>, options: CapturedRoundsOptions = {}): CapturedRounds {
  const tally = createRoundsTally(options)
  for (const record of records) tally.add(record)
  return tally.result()
}

/** Takes the records of one target in one scenario under one load, one at a time and in any order; keeps columns, no record. */
export interface RoundsTally {
  add(record: RequestRecord): void
  /** What has been captured so far; may be asked again later. */
  result(): CapturedRounds
}

/**
 * `capturedRounds` of records that come one at a time.
 *
 * @example
 * const tally = createRoundsTally({ window: 'rounds' })
 * for await (const record of readJournal(path)) tally.add(record)
 * tally.result().rounds.length
 */
export function createRoundsTally(options: CapturedRoundsOptions = {}): RoundsTally {
  const { blockRequests = BLOCK_REQUESTS, window = 'batch', serviceLevels = [], places = null } = options
  const builder = createRunTable(serviceLevels)
  return {
    add(record) {
      if (record.phase !== 'measured' || wasCancelled(record.errorClass)) return
      builder.add(record)
    },
    result() {
      const captured = builder.build()
      const tbt = tbtShares(captured)
      const reached = reachedLoad(captured, { places, released: window === 'batch' })
      const table = isTbtUnusable(tbt) ? captured : withUsableTbt(captured)
      const rounds = roundsOfTable(table, { window, withGoodput: serviceLevels.length > 0 })
      const largest = rounds.reduce((max, { requests }) => Math.max(max, requests), 1)
      const roundsPerBlock = Math.ceil(blockRequests / largest)
      return {
        rounds,
        blocks: blocksOf(table, { blockRequests, roundsPerBlock, window }),
        roundsPerBlock,
        requests: builder.length,
        tbt,
        reached,
        loadNotKept: reachedNotKept(reached, places),
        failed: rounds.reduce((total, { failed }) => total + failed, 0),
      }
    },
  }
}

/** Where most are usable, the others are in no value that a verdict rests on. */
function withUsableTbt(table: RunTable): RunTable {
  const isUsable = (row: number) => table.tbtQuality[row] === tbtQuality.usable
  return { ...table, tbtMs: table.tbtMs.map((value, row) => (isUsable(row) ? value : Number.NaN)) }
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
    const { part, figures } = partFigures(selectRows(table, rows), { window, withGoodput: false })
    return [{ round, requests: rows.length, failed: part.counts.failed, figures }]
  })
}
