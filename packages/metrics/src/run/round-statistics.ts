import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { measuredWindows } from './measured-windows.js'
import { runFigures } from './run-figures.js'
import { createRunTable, rowsByRound, selectRows } from './run-table.js'

/** The headline figures of one round, by wire name (`avg_ttft_ms`), and its requests. */
export type RoundStatistics = {
  readonly round: number
  readonly requests: number
  readonly failed: number
  readonly figures: Readonly<Record<string, number | null>>
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
  const table = builder.build()
  return [...rowsByRound(table)].map(([round, rows]) => {
    const part = selectRows(table, rows)
    const windows = measuredWindows(part, window)
    const { counts, figures } = runFigures(part, { windows, goodputAsked: serviceLevels.length > 0 })
    return { round, requests: rows.length, failed: counts.failed, figures }
  })
}
