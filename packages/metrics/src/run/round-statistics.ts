import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { type Figures, partFigures } from './part-figures.js'
import { createRunTable, rowsByRound, type RunTable, selectRows } from './run-table.js'

/** The headline figures of one round, by wire name (`avg_ttft_ms`), and its requests. */
export type RoundStatistics = {
  readonly round: number
  readonly requests: number
  readonly failed: number
  readonly figures: Figures
}

export type RoundStatisticsOptions = {
  /** `batch`: a round lasts from its release to its last token; `rounds`: to its last end. @default 'batch' */
  readonly window?: 'batch' | 'rounds'
  /** @default none: goodput is null */
  readonly serviceLevels?: readonly ServiceLevel[]
}

/**
 * Headline figures of each measured round of one target: what comparisons are made of.
 *
 * @param records - of one workload (one batch size) and one target; warm-up records are ignored.
 * @returns rounds ascending; none for no measured record.
 * @example roundStatistics(records)[0]?.figures.avg_tbt_ms
 */
export function roundStatistics(
  records: Iterable<RequestRecord>,
  { window = 'batch', serviceLevels = [] }: RoundStatisticsOptions = {},
): RoundStatistics[] {
  const builder = createRunTable(serviceLevels)
  for (const record of records) if (record.phase === 'measured') builder.add(record)
  return roundsOfTable(builder.build(), { window, withGoodput: serviceLevels.length > 0 })
}

/** The same from a table of measured requests. */
export function roundsOfTable(
  table: RunTable,
  { window, withGoodput }: { readonly window: 'batch' | 'rounds'; readonly withGoodput: boolean },
): RoundStatistics[] {
  return [...rowsByRound(table)].map(([round, rows]) => {
    const { part, figures } = partFigures(selectRows(table, rows), { window, withGoodput })
    return { round, requests: rows.length, failed: part.counts.failed, figures }
  })
}
