import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { describe, expect, test } from 'vitest'
import { rowDifferences, summariseRows } from './summarise-rows.js'

const none = { ttftMs: null, tbtMs: null, throughputTps: null, outputThroughputTps: null, requestThroughputRps: null }
const measured = { ttftMs: 10, tbtMs: 2, throughputTps: 100, outputThroughputTps: 90, requestThroughputRps: 1 }
const row = (values: Partial<E2ePerfRow>) => ({ scenario: 'short', batchSize: 1, ...values }) as E2ePerfRow

describe('the summary of rows', () => {
  test('a row without a value enters no mean, and is counted beside it', () => {
    const rows = [row(measured), row({ ...measured, ttftMs: 30, tbtMs: null }), row(none)]
    expect(summariseRows(rows)).toMatchObject({
      totalRows: 3,
      avgTtftMs: 20,
      avgTbtMs: 2,
      avgThroughputTps: 100,
      avgOutputThroughputTps: 90,
      outputThroughputTps: 90,
      requestThroughputRps: 1,
      rowsWithoutValue: { ttft_ms: 1, tbt_ms: 2, output_throughput_tps: 1 },
    })
  })

  test('a figure that no row has is not known', () => {
    expect(summariseRows([row(none)])).toMatchObject({ totalRows: 1, avgTtftMs: null, outputThroughputTps: null })
    expect(summariseRows([])).toMatchObject({ totalRows: 0, avgTtftMs: null, rowsWithoutValue: { ttft_ms: 0 } })
  })
})

describe('the difference of two targets', () => {
  test('is the mean over the scenarios that both have', () => {
    const a = [row({ ...measured, ttftMs: 12 }), row({ ...measured, scenario: 'long', ttftMs: 900 })]
    const b = [row(measured), row({ ...measured, scenario: 'long', ttftMs: null })]
    // Over all rows the means are 456 and 10; both have a value for the short scenario alone.
    expect(rowDifferences(a, b)).toMatchObject({ ttft_ms: 2, tbt_ms: 0 })
  })

  test('is not known where no scenario has both', () => {
    expect(rowDifferences([row(measured)], [row({ ...measured, batchSize: 4 })]).ttft_ms).toBeNull()
  })
})
