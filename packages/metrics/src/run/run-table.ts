import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import type { RequestValues } from '../formulas/compute.js'
import { meetsServiceLevels } from '../request/meets-service-levels.js'
import { requestValues } from '../request/request-values.js'
import { qualityOfTbt } from '../request/tbt-quality.js'
import { type Column, createColumn } from './column.js'

/** How a request ended, as it is stored in `RunTable.outcome`. */
export const outcome = { ok: 0, failed: 1, cancelledByRun: 2, cancelledByClient: 3 } as const

const names = [
  'round',
  'outcome',
  'scheduledAt',
  'startAt',
  'firstTokenAt',
  'firstOutputAt',
  'lastTokenAt',
  'endAt',
  'promptTokens',
  'outputTokens',
  'chunkCount',
  'tbtMs',
  'tbtQuality',
  'silentFirst',
  'good',
  'stalled',
  'waited',
] as const

/**
 * The measured requests of a run as columns of equal length, one row a request. NaN stands for "not known" inside the columns and
 * becomes `null` on the way out. `good` is 1, 0 or NaN: met every service level, did not, not known.
 * `stalled` is 1 where the client stood still meanwhile; `tbtQuality` holds values of that name; `silentFirst` is 1 where a step without
 * text came before the first text, NaN where steps are not known. `waited` is 1 where the request waited for a place under the user's cap.
 */
export type RunTable = Readonly<Record<(typeof names)[number], Float64Array>>

export interface RunTableBuilder {
  readonly length: number
  add(record: RequestRecord): void
  build(): RunTable
}

export function createRunTable(serviceLevels: readonly ServiceLevel[]): RunTableBuilder {
  const columns = Object.fromEntries(names.map((name) => [name, createColumn()])) as Record<
    (typeof names)[number],
    Column
  >
  return {
    get length() {
      return columns.round.length
    },
    add(record) {
      const values = requestValues(record)
      const good = serviceLevels.length === 0 ? null : meetsServiceLevels(record, serviceLevels)
      columns.round.push(record.round)
      columns.outcome.push(outcomeOf(record))
      columns.scheduledAt.push(values.scheduledAt)
      columns.startAt.push(values.startAt)
      columns.firstTokenAt.push(values.firstTokenAt)
      columns.firstOutputAt.push(values.firstOutputAt)
      columns.lastTokenAt.push(values.lastTokenAt)
      columns.endAt.push(record.endAt)
      columns.promptTokens.push(values.promptTokens)
      columns.outputTokens.push(values.outputTokens)
      columns.chunkCount.push(record.tokenAt.length)
      columns.tbtMs.push(values.tbtMs)
      columns.tbtQuality.push(qualityOfTbt(record))
      columns.silentFirst.push(silentFirstToken(record))
      columns.stalled.push(Number(record.flags.includes('client_stalled')))
      columns.waited.push(Number(record.flags.includes('waited_for_slot')))
      columns.good.push(good === null ? Number.NaN : Number(good))
    },
    build: () => mapColumns((name) => columns[name].toArray()),
  }
}

/** The table of some of its rows, in the order given. */
export function selectRows(table: RunTable, rows: readonly number[]): RunTable {
  return mapColumns((name) => Float64Array.from(rows, (row) => table[name][row] as number))
}

/** The values of one row, which is moved from row to row: an object a request would cost more than the figures. */
export function rowCursor(table: RunTable): RequestValues & { row: number } {
  const at = (column: Float64Array, row: number) => column[row] as number
  return {
    row: 0,
    get scheduledAt() {
      return at(table.scheduledAt, this.row)
    },
    get startAt() {
      return at(table.startAt, this.row)
    },
    get firstTokenAt() {
      return at(table.firstTokenAt, this.row)
    },
    get firstOutputAt() {
      return at(table.firstOutputAt, this.row)
    },
    get lastTokenAt() {
      return at(table.lastTokenAt, this.row)
    },
    get promptTokens() {
      return at(table.promptTokens, this.row)
    },
    get outputTokens() {
      return at(table.outputTokens, this.row)
    },
    get tbtMs() {
      return at(table.tbtMs, this.row)
    },
  }
}

/** The rows of each round, rounds ascending. */
export function rowsByRound(table: RunTable): ReadonlyMap<number, number[]> {
  const groups = new Map<number, number[]>()
  table.round.forEach((round, row) => {
    const rows = groups.get(round)
    if (rows) rows.push(row)
    else groups.set(round, [row])
  })
  return new Map([...groups].sort(([a], [b]) => a - b))
}

function silentFirstToken({ firstStepAt, firstTokenAt }: RequestRecord): number {
  return firstStepAt === null || firstTokenAt === null ? Number.NaN : Number(firstStepAt < firstTokenAt)
}

function outcomeOf({ errorClass }: RequestRecord): number {
  if (errorClass === null) return outcome.ok
  if (errorClass === 'cancelled_by_client') return outcome.cancelledByClient
  return errorClass === 'cancelled_by_run' ? outcome.cancelledByRun : outcome.failed
}

function mapColumns(column: (name: (typeof names)[number]) => Float64Array): RunTable {
  return Object.fromEntries(names.map((name) => [name, column(name)])) as Record<(typeof names)[number], Float64Array>
}
