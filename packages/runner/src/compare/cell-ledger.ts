import type { Clock } from '@sagellm-benchmark/protocol-types'
import { type CellEnding, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonCell } from './comparison-cells.js'
import type { ComparisonProgress } from './comparison-progress.js'

export type CellLedgerOptions = {
  /** Time of the measured phase. */
  readonly budgetMs: number
  readonly clock: Clock
  readonly onProgress?: (progress: ComparisonProgress) => void
}

/** How far each cell of a comparison is and how it ended; reports the progress to whoever watches. */
export interface CellLedger {
  /** The measured phase begins, and its budget. */
  begin(): void
  timeUp(): boolean
  /** Reports that a round of a cell is about to start. */
  reportRound(cell: ComparisonCell, phase: 'warmup' | 'measured'): void
  /** Counts a round that was measured; returns how many there are. */
  count(cell: ComparisonCell): number
  ended(cell: ComparisonCell): boolean
  /** The first end of a cell counts. */
  end(cell: ComparisonCell, stoppedBy: CellEnding['stoppedBy'], problem?: string): void
  endAll(stoppedBy: CellEnding['stoppedBy']): void
  /** In the order of the cells. */
  endings(): CellEnding[]
  /** What ended a cell before its time, a sentence each. */
  problems(): string[]
}

export function createCellLedger(cells: readonly ComparisonCell[], options: CellLedgerOptions): CellLedger {
  const { budgetMs, clock, onProgress } = options
  const total = cells.reduce((sum, { maxRounds }) => sum + maxRounds, 0)
  const done = new Map(cells.map((cell) => [cell, 0]))
  const endings = new Map<ComparisonCell, CellEnding>()
  let from = clock.now()

  const problems: string[] = []
  const end = (cell: ComparisonCell, stoppedBy: CellEnding['stoppedBy'], problem?: string) => {
    if (endings.has(cell)) return
    const { scenario, batchSize, load, maxRounds } = cell
    if (problem !== undefined) problems.push(`${scenario} ${loadLabel(cell)} was not measured to its end: ${problem}.`)
    const rounds = done.get(cell) ?? 0
    // Judged with the share of the 5 % that its next look would have had.
    const look = cell.looks.find((each) => each.rounds >= rounds) ?? cell.looks.at(-1)
    endings.set(cell, { scenario, batchSize, load, rounds, maxRounds, stoppedBy, alpha: look?.alpha ?? 0.05 })
  }

  return {
    begin() {
      from = clock.now()
    },
    timeUp: () => clock.now() - from >= budgetMs,
    reportRound(cell, phase) {
      const finished = [...done].reduce((sum, [each, rounds]) => sum + (endings.has(each) ? each.maxRounds : rounds), 0)
      const elapsedMs = clock.now() - from
      const budgetLeftMs = phase === 'warmup' ? budgetMs : budgetMs - elapsedMs
      const leftMs = finished === 0 ? budgetLeftMs : Math.min((elapsedMs / finished) * (total - finished), budgetLeftMs)
      const load = loadLabel(cell) ?? ''
      onProgress?.({ phase, scenario: cell.scenario, load, done: finished, total, elapsedMs, leftMs })
    },
    count(cell) {
      const rounds = (done.get(cell) ?? 0) + 1
      done.set(cell, rounds)
      return rounds
    },
    ended: (cell) => endings.has(cell),
    end,
    endAll(stoppedBy) {
      for (const cell of cells) end(cell, stoppedBy)
    },
    problems: () => [...problems],
    endings: () => cells.map((cell) => endings.get(cell) as CellEnding),
  }
}
