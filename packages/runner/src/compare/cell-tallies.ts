import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { contradictsChunks, withoutChunkCounts } from '@sagellm-benchmark/protocol-types/records'
import { type CellTally, createCellTally } from './cell-tally.js'
import type { ComparisonCell } from './comparison-cells.js'

/** What one target did in all cells. */
export interface CellTallies {
  /** Takes a record of any cell; of a cell that is none of these it takes nothing. */
  add(record: RequestRecord): void
  of(cell: Pick<ComparisonCell, 'name'>): CellTally
  /** In the order of the cells. */
  all(): readonly CellTally[]
  /** Whether an answer contradicted the proof that a chunk is a token: then nothing here is counted by chunks. */
  readonly chunksContradicted: boolean
}

export type CellTalliesOptions = {
  readonly seed: number
  /** Whether the target was proved to send one chunk a token. */
  readonly chunksProved: boolean
}

/**
 * One tally a cell. One answer that contradicts the proof takes it from those before it too, so that of a proved target everything is reduced
 * twice: as counted, and without what chunks say.
 */
export function createCellTallies(
  cells: readonly ComparisonCell[],
  { seed, chunksProved }: CellTalliesOptions,
): CellTallies {
  const tallies = () => new Map(cells.map((cell) => [cell.name, createCellTally(cell, { seed })]))
  const counted = tallies()
  const uncounted = chunksProved ? tallies() : null
  let contradicted = false
  const current = () => (contradicted && uncounted ? uncounted : counted)
  return {
    add(record) {
      contradicted ||= contradictsChunks(record)
      counted.get(record.workload)?.add(record)
      uncounted?.get(record.workload)?.add(withoutChunkCounts(record))
    },
    of: ({ name }) => current().get(name) as CellTally,
    all: () => [...current().values()],
    get chunksContradicted() {
      return contradicted
    },
  }
}
