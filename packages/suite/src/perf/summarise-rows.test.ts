import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { expect, test } from 'vitest'
import { precisionName } from './precision-name.js'
import { summariseRows } from './summarise-rows.js'

const row = (values: Partial<E2ePerfRow>) => values as E2ePerfRow
const measured = { ttftMs: 10, tbtMs: 2, throughputTps: 100, outputThroughputTps: 90, requestThroughputRps: 1 }
const failed = { ttftMs: null, tbtMs: null, throughputTps: null, outputThroughputTps: null, requestThroughputRps: null }

test('a row that failed enters no mean: neither as 0 nor otherwise', () => {
  const rows = [row(measured), row({ ...measured, ttftMs: 30, outputThroughputTps: 110 }), row(failed)]
  expect(summariseRows(rows)).toEqual({
    totalRows: 3,
    avgTtftMs: 20,
    avgTbtMs: 2,
    avgThroughputTps: 100,
    avgOutputThroughputTps: 100,
    outputThroughputTps: 100,
    requestThroughputRps: 1,
  })
  expect(summariseRows([row(failed)])).toMatchObject({ totalRows: 1, avgTtftMs: null, outputThroughputTps: null })
})

test('one precision has one name, however an engine or an export writes it', () => {
  expect(['torch.float16', 'half', 'FP16'].map(precisionName)).toEqual(['fp16', 'fp16', 'fp16'])
  expect(['bfloat16', 'q8', 'fp8'].map(precisionName)).toEqual(['bf16', 'int8', 'fp8'])
})
